import { and, desc, eq, gt, isNull, ne, or } from "drizzle-orm";
import { z } from "zod";
import { endSessions, findSessions } from "../../../auth/end-sessions.ts";
import { db } from "../../../db/client.ts";
import { session } from "../../../db/schema.ts";
import { audit } from "../../audit.ts";
import { now } from "../../session.ts";
import { idInput, notFound, ownAccountProcedure, recentlySignedInProcedure } from "../../trpc.ts";

/** Those in which a person has signed in themselves: not those in which an admin acts as them. */
const ownSessions = (userId: string) =>
  and(eq(session.userId, userId), isNull(session.impersonatedBy));

/** Those in which a platform admin acts as others: they end with whichever of the admin's own is ended. */
const impersonationsBy = (userId: string) => eq(session.impersonatedBy, userId);

/** Where a person is signed in. Sessions go by their ids here: no token is ever answered. */
export const sessionProcedures = {
  /** The one that asks first, then the newest. */
  sessions: ownAccountProcedure.query(async ({ ctx }) => {
    const rows = await db
      .select({
        id: session.id,
        userAgent: session.userAgent,
        createdAt: session.createdAt,
        service: session.service,
      })
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
      const found = await findSessions(
        or(and(eq(session.id, sessionId), ownSessions(ctx.user.id)), impersonationsBy(ctx.user.id)),
      );
      if (!found.some(({ id }) => id === sessionId)) throw notFound("session");
      await endSessions(found, (tx) =>
        audit(tx, ctx, { action: "session.revoke", target: sessionId }),
      );
      return { id: sessionId };
    }),

  /** Ends all but the one that asks. */
  revokeOtherSessions: recentlySignedInProcedure.mutation(async ({ ctx }) => {
    const others = await findSessions(
      and(
        // By the indexes of both: with the id among them MySQL reads the whole table.
        or(eq(session.userId, ctx.user.id), impersonationsBy(ctx.user.id)),
        or(isNull(session.impersonatedBy), impersonationsBy(ctx.user.id)),
        ne(session.id, ctx.session.id),
      ),
    );
    const ids = await endSessions(others, (tx) =>
      audit(tx, ctx, {
        action: "session.revokeOthers",
        target: ctx.user.id,
        metadata: { sessions: others.length },
      }),
    );
    return { ids };
  }),
};
