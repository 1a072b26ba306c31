import { and, desc, eq, gt, inArray, isNull, ne, type SQL } from "drizzle-orm";
import { z } from "zod";
import { db } from "../../../db/client.ts";
import { organizationUserMembership as membership, session } from "../../../db/schema.ts";
import { disconnectSessions } from "../../../live/live.ts";
import { note } from "../../../log/request-record.ts";
import { now } from "../../session.ts";
import { idInput, notFound, ownAccountProcedure, recentlySignedInProcedure } from "../../trpc.ts";

/** Those in which a person has signed in themselves: not those in which an admin acts as them. */
const ownSessions = (userId: string) =>
  and(eq(session.userId, userId), isNull(session.impersonatedBy));

/** Where a person is signed in. Sessions go by their ids here: no token is ever answered. */
export const sessionProcedures = {
  /** The one that asks first, then the newest. */
  sessions: ownAccountProcedure.query(async ({ ctx }) => {
    const rows = await db
      .select({ id: session.id, userAgent: session.userAgent, createdAt: session.createdAt })
      .from(session)
      .where(and(ownSessions(ctx.user.id), gt(session.expiresAt, now)))
      .orderBy(desc(session.id));
    return rows
      .map(({ createdAt, ...row }) => ({
        ...row,
        createdAt: createdAt.toISOString(),
        isCurrent: row.id === ctx.session.id,
      }))
      .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  }),

  revokeSession: recentlySignedInProcedure
    .input(z.object({ sessionId: idInput }))
    .mutation(async ({ ctx, input: { sessionId } }) => {
      const [id] = await endSessions(and(eq(session.id, sessionId), ownSessions(ctx.user.id)));
      if (!id) throw notFound("session");
      return { id };
    }),

  /** Ends all but the one that asks. */
  revokeOtherSessions: recentlySignedInProcedure.mutation(async ({ ctx }) => ({
    ids: await endSessions(and(ne(session.id, ctx.session.id), ownSessions(ctx.user.id))),
  })),
};

/** Ends the sessions of a condition, and closes their sockets. @returns their ids. */
async function endSessions(which: SQL | undefined): Promise<string[]> {
  const rows = await db
    .select({ id: session.id, organizationId: membership.organizationId })
    .from(session)
    .leftJoin(membership, eq(membership.userId, session.userId))
    .where(which);
  const ids = [...new Set(rows.map(({ id }) => id))];
  if (ids.length === 0) return ids;
  await db.delete(session).where(inArray(session.id, ids));
  note("session ended");
  disconnectSessions(
    rows.map(({ id, organizationId }) => ({
      id,
      organizationIds: organizationId ? [organizationId] : [],
    })),
  );
  return ids;
}
