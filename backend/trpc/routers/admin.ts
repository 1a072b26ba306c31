import { type AnyTRPCRouter, TRPCError } from "@trpc/server";
import { APIError } from "better-auth/api";
import { and, eq, inArray, isNotNull, or } from "drizzle-orm";
import { z } from "zod";
import { startImpersonation, stopImpersonation } from "../../auth/impersonation.ts";
import { type Transaction, transaction } from "../../db/client.ts";
import { session, user } from "../../db/schema.ts";
import { disconnectSession } from "../../live/live.ts";
import { audit, type Actor } from "../audit.ts";
import type { AuditAction } from "../audit-actions.ts";
import { banInput, reasonInput } from "../inputs.ts";
import {
  adminProcedure,
  impersonatorProcedure,
  notFound,
  outsideOfStreams,
  router,
} from "../trpc.ts";
import { lists } from "./admin/lists.ts";
import { sessionInfo } from "./admin/session-info.ts";
import { stats } from "./admin/stats.ts";
import { toolProcedures } from "./admin/tools.ts";
import { unroutedEvents } from "./admin/unrouted-events.ts";

const userInput = z.object({ userId: z.string().min(1).max(64) });

interface UserChange {
  action: AuditAction;
  userId: string;
  metadata?: Record<string, unknown>;
  /** Whether the person's own sessions end with it. The impersonations by and of them always do. */
  signOut: boolean;
}

/** Changes a user, ends the sessions that must not outlive the change, and writes it down: all or nothing. */
async function changeUser(
  actor: Actor,
  { action, userId, metadata, signOut }: UserChange,
  change: (tx: Transaction) => Promise<{ rowsAffected: number }>,
) {
  if (userId === actor.user.id)
    throw new TRPCError({ code: "BAD_REQUEST", message: "You can't do this to yourself." });
  const ended = await transaction(async (tx) => {
    const { rowsAffected } = await change(tx);
    if (rowsAffected === 0) throw notFound("user");
    const impersonations = or(
      eq(session.impersonatedBy, userId),
      and(eq(session.userId, userId), isNotNull(session.impersonatedBy)),
    );
    const sessions = await tx
      .select({ sessionId: session.id, userId: session.userId })
      .from(session)
      .where(signOut ? or(impersonations, eq(session.userId, userId)) : impersonations)
      .for("update");
    const ids = sessions.map(({ sessionId }) => sessionId);
    if (ids.length > 0) await tx.delete(session).where(inArray(session.id, ids));
    await audit(tx, actor, { action, target: userId, ...(metadata && { metadata }) });
    return sessions;
  });
  ended.forEach(disconnectSession);
  return { id: userId };
}

export const createAdminRouter = (wholeRouter: () => AnyTRPCRouter) =>
  router({
    ...lists,
    ...toolProcedures(wholeRouter),
    stats,
    sessionInfo,
    unroutedEvents,

    /** Makes a platform admin, or takes that away. An impersonation by or of them ends. */
    setRole: adminProcedure
      .input(userInput.extend({ role: z.enum(["user", "admin"]) }))
      .mutation(({ ctx, input: { userId, role } }) =>
        changeUser(
          ctx,
          { action: "user.setRole", userId, metadata: { role }, signOut: false },
          (tx) => tx.update(user).set({ role }).where(eq(user.id, userId)),
        ),
      ),

    /** Signs the person out everywhere, and keeps them out: until a time, or for good. */
    ban: adminProcedure
      .input(userInput.extend(banInput.shape))
      .mutation(({ ctx, input: { userId, ...ban } }) =>
        changeUser(ctx, { action: "user.ban", userId, metadata: ban, signOut: true }, (tx) =>
          tx
            .update(user)
            .set({
              banned: true,
              banReason: ban.reason,
              banExpires: ban.until ? new Date(ban.until) : null,
            })
            .where(eq(user.id, userId)),
        ),
      ),

    unban: adminProcedure
      .input(userInput)
      .mutation(({ ctx, input: { userId } }) =>
        changeUser(ctx, { action: "user.unban", userId, signOut: false }, (tx) =>
          tx
            .update(user)
            .set({ banned: false, banReason: null, banExpires: null })
            .where(eq(user.id, userId)),
        ),
      ),

    /** Signs the person out everywhere; they may sign in again. */
    revokeSessions: adminProcedure
      .input(userInput)
      .mutation(({ ctx, input: { userId } }) =>
        changeUser(ctx, { action: "user.revokeSessions", userId, signOut: true }, (tx) =>
          tx.update(user).set({ updatedAt: new Date() }).where(eq(user.id, userId)),
        ),
      ),

    /** Acts as somebody for half an hour. */
    impersonate: adminProcedure
      .use(outsideOfStreams)
      .input(userInput.extend(reasonInput.shape))
      .mutation(async ({ ctx, input: { userId, reason } }) => {
        const caller = { headers: ctx.request.headers, actor: ctx };
        try {
          ctx.cookies.push(...(await startImpersonation(caller, userId, reason)));
        } catch (error) {
          if (!(error instanceof APIError)) throw error;
          if (error.status === "NOT_FOUND") throw notFound("user");
          throw new TRPCError({ code: "FORBIDDEN", message: error.message, cause: error });
        }
        return { id: userId };
      }),

    /** Goes back to being oneself. */
    stopImpersonating: impersonatorProcedure.use(outsideOfStreams).mutation(async ({ ctx }) => {
      ctx.cookies.push(...(await stopImpersonation({ headers: ctx.request.headers, actor: ctx })));
      return { id: ctx.impersonatorId };
    }),
  });
