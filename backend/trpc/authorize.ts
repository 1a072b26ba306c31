import { and, eq, sql } from "drizzle-orm";
import { db } from "../db/client.ts";
import {
  instance,
  organization,
  organizationInvitation as invitation,
  organizationUserMembership as membership,
  session,
  user,
} from "../db/schema.ts";
import { noteCaller } from "../log/request-record.ts";
import {
  flag,
  inviter,
  inviterMayStillGive,
  inviterMembership,
  isInviter,
  isInviterMembership,
  isUnanswered,
} from "./open-invitation.ts";
import { loadPerson, type PersonScope } from "./person.ts";
import { impersonator, sessionColumns, sessionIsLive } from "./session.ts";
import { findScope, loadViewer, type Viewer } from "./viewer.ts";

// The statements that authorize a call: one a scope, joining everything that has to be true at this
// moment. So a revoked session, a ban or a removed membership counts from the next request on,
// whatever the session cookie's cache still says. Prepared once: building the SQL costs more than running it.

const organizationColumns = {
  organization: {
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    createdAt: organization.createdAt,
  },
  membership: { id: membership.id, role: membership.role },
};

const instanceColumns = {
  instance: {
    id: instance.id,
    name: instance.name,
    slug: instance.slug,
    createdAt: instance.createdAt,
  },
};

const ownMembership = and(
  eq(membership.organizationId, organization.id),
  eq(membership.userId, user.id),
);

const bySession = db
  .select(sessionColumns)
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .where(sessionIsLive)
  .prepare();

const byOrganization = db
  .select({ ...sessionColumns, ...organizationColumns })
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(organization, eq(organization.slug, sql.placeholder("organizationSlug")))
  .leftJoin(membership, ownMembership)
  .where(sessionIsLive)
  .prepare();

const byInstance = db
  .select({ ...sessionColumns, ...organizationColumns, ...instanceColumns })
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(organization, eq(organization.slug, sql.placeholder("organizationSlug")))
  .leftJoin(membership, ownMembership)
  .leftJoin(
    instance,
    and(
      eq(instance.organizationId, organization.id),
      eq(instance.slug, sql.placeholder("instanceSlug")),
    ),
  )
  .where(sessionIsLive)
  .prepare();

const byInvitation = db
  .select({
    ...sessionColumns,
    emailVerified: user.emailVerified,
    organization: { id: organization.id, name: organization.name, slug: organization.slug },
    invitation: {
      id: invitation.id,
      email: invitation.email,
      role: invitation.role,
      expiresAt: invitation.expiresAt,
      createdAt: invitation.createdAt,
    },
    inviter: { name: inviter.name },
    inviterMayStillGive: flag(inviterMayStillGive),
  })
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(invitation, and(eq(invitation.id, sql.placeholder("invitationId")), isUnanswered))
  .leftJoin(organization, eq(organization.id, invitation.organizationId))
  .leftJoin(inviter, isInviter)
  .leftJoin(inviterMembership, isInviterMembership)
  .where(sessionIsLive)
  .prepare();

export interface OrganizationScope {
  organizationSlug: string;
}
export interface InstanceScope extends OrganizationScope {
  instanceSlug: string;
}
export interface InvitationScope {
  invitationId: string;
}

/**
 * Authorizes the calls of one request: however many of them ask for the same scope, one statement
 * runs, and none for what the viewer, once asked for, has told already. Each answers undefined when there
 * is no live session; `organization`, `membership` and `instance` are null when they do not exist or are
 * not the user's, `invitation` when it is not open, `person` when there is no such user.
 * @param readToken gives the session token of the request, if it has one.
 */
export function createAuthorizer(readToken: () => Promise<string | undefined>) {
  const token = memoize(readToken);
  let session: AuthorizedSession | undefined;

  /** Runs a statement that answers for a live session, and remembers the session. */
  async function ask<R extends Authorized>(
    statement: (token: string) => Promise<R | undefined>,
  ): Promise<R | undefined> {
    const sessionToken = await token();
    const row = sessionToken ? await statement(sessionToken) : undefined;
    if (!row) return undefined;
    session ??= row.session;
    noteCaller(row.user.id, row.membership && row.organization?.id);
    return row;
  }

  let viewer: Promise<Viewer | undefined> | undefined;

  /**
   * A page asks for its viewer first, and that answer says what its other calls may do, unless there is more
   * than it lists.
   */
  async function findIn<R>(scope: OrganizationScope, statement: () => Promise<R>) {
    if (!viewer) return statement();
    const known = await viewer;
    if (!known) return undefined;
    if (known.more.organizations || known.more.instances) return statement();
    const found = findScope(known, scope);
    noteCaller(found.user.id, found.organization?.id);
    return found;
  }

  return {
    session: memoize(() => viewer ?? ask(async (token) => (await bySession.execute({ token }))[0])),
    organization: memoize((scope: OrganizationScope) =>
      findIn(scope, () =>
        ask(async (token) => (await byOrganization.execute({ ...scope, token }))[0]),
      ),
    ),
    instance: memoize((scope: InstanceScope) =>
      findIn(scope, () => ask(async (token) => (await byInstance.execute({ ...scope, token }))[0])),
    ),
    invitation: memoize((scope: InvitationScope) =>
      ask(async (token) => (await byInvitation.execute({ ...scope, token }))[0]),
    ),
    person: memoize((scope: PersonScope) => ask((token) => loadPerson(token, scope))),
    viewer: () => (viewer ??= ask(loadViewer)),
    /** The session that a call of this request has been authorized with by now. */
    known: () => session,
  };
}

type AuthorizedSession = Awaited<ReturnType<typeof bySession.execute>>[number]["session"];

interface Authorized {
  session: AuthorizedSession;
  user: { id: string };
  organization?: { id: string } | null;
  membership?: { id: string } | null;
}

export type Authorizer = ReturnType<typeof createAuthorizer>;

/** Runs `fn` once for each different list of arguments (told apart by their JSON). */
function memoize<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R {
  const results = new Map<string, R>();
  return (...args) => {
    const key = JSON.stringify(args);
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = fn(...args);
    results.set(key, result);
    return result;
  };
}
