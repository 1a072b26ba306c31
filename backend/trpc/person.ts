import { eq, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { db } from "../db/client.ts";
import { organizationUserMembership as membership, session, user } from "../db/schema.ts";
import { impersonator, sessionColumns, sessionIsLive } from "./session.ts";

const person = alias(user, "person");
const theirs = alias(session, "theirs");

/** A row for each session by or as the person, and for each organization that it can see. */
const personRows = db
  .select({
    ...sessionColumns,
    person: {
      id: person.id,
      role: person.role,
      banned: person.banned,
      banExpires: person.banExpires,
    },
    theirs: { id: theirs.id, userId: theirs.userId, impersonatedBy: theirs.impersonatedBy },
    organizationId: membership.organizationId,
  })
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(person, eq(person.id, sql.placeholder("userId")))
  .leftJoin(theirs, or(eq(theirs.userId, person.id), eq(theirs.impersonatedBy, person.id)))
  .leftJoin(membership, eq(membership.userId, theirs.userId))
  .where(sessionIsLive)
  .prepare();

export interface PersonScope {
  userId: string;
}

/**
 * The user of a live session, and another user with the sessions by and as that one: what there is to
 * know before a platform admin changes somebody. One statement, authorization included.
 * @returns undefined when the session is not alive; `person` is null when there is none.
 */
export async function loadPerson(token: string, { userId }: PersonScope) {
  const rows = await personRows.execute({ token, userId });
  const [first] = rows;
  if (!first) return undefined;
  const sessions = new Map<string, PersonsSession>();
  for (const { theirs, organizationId } of rows) {
    if (!theirs) continue;
    const known = sessions.get(theirs.id) ?? { ...theirs, organizationIds: [] };
    sessions.set(theirs.id, known);
    if (organizationId) known.organizationIds.push(organizationId);
  }
  return {
    session: first.session,
    user: first.user,
    person: first.person && { ...first.person, sessions: [...sessions.values()] },
  };
}

type Row = Awaited<ReturnType<typeof personRows.execute>>[number];

interface PersonsSession extends NonNullable<Row["theirs"]> {
  organizationIds: string[];
}

export type Person = NonNullable<Row["person"]> & { sessions: PersonsSession[] };
