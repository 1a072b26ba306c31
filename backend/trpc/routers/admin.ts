import type { AnyTRPCRouter } from "@trpc/server";
import { and, eq, isNotNull, or } from "drizzle-orm";
import { z } from "zod";
import { startImpersonation, stopImpersonation } from "../../auth/impersonation.ts";
import { moveGoogleAccount } from "../../auth/google-sign-in.ts";
import { type Transaction, transaction } from "../../db/client.ts";
import { session, user } from "../../db/schema.ts";
import { disconnectSessions, disconnectUser } from "../../live/live.ts";
import { type Actor, audit, inEach, organizationsOf } from "../audit.ts";
import type { AuditAction } from "../audit-actions.ts";
import { banInput, moveGoogleInput, reasonInput } from "../inputs.ts";
import type { Person } from "../person.ts";
import { requireStillAdmin } from "../platform-admins.ts";
import {
  impersonatorProcedure,
  notFound,
  settingCookies,
  personAdminProcedure,
  requireMayActAs,
  router,
} from "../trpc.ts";
import { lists } from "./admin/lists.ts";
import { sessionInfo } from "./admin/session-info.ts";
import { stats } from "./admin/stats.ts";
import { toolProcedures } from "./admin/tools.ts";
import { unroutedEvents } from "./admin/unrouted-events.ts";

interface PersonChange {
  action: AuditAction;
  metadata?: Record<string, unknown>;
  /** Whether the person's own sessions end with it. The impersonations by and of them always do. */
  signOut: boolean;
  /** Whether each of the user's organizations gets a row in its audit log. */
  tellOrganizations?: true;
}

/**
 * Changes a person, ends the sessions that must not outlive the change, and writes it down: all or nothing.
 * @param change what is changed besides sessions; what it returns is written down too.
 */
async function changePerson(
  { person, ...actor }: Actor & { person: Person },
  { action, metadata, signOut, tellOrganizations }: PersonChange,
  change?: (tx: Transaction) => Promise<Record<string, unknown> | undefined>,
) {
  const { id: userId, sessions } = person;
  await transaction(async (tx) => {
    await requireStillAdmin(tx, actor.user.id, userId);
    const changed = await change?.(tx);
    const own = signOut ? undefined : isNotNull(session.impersonatedBy);
    await tx
      .delete(session)
      .where(or(eq(session.impersonatedBy, userId), and(eq(session.userId, userId), own)));
    const organizationIds = tellOrganizations ? await organizationsOf(tx, userId) : [];
    const written = { action, target: userId, metadata: { ...metadata, ...changed } };
    await audit(tx, actor, ...inEach(organizationIds, written));
  });
  if (signOut) {
    // All of the user's, not those of the sessions found: one may have begun since.
    const own = sessions.filter((one) => one.userId === userId);
    const organizationIds = new Set(own.flatMap((one) => one.organizationIds));
    disconnectUser({ userId, organizationIds: [...organizationIds] });
  }
  disconnectSessions(sessions.filter(({ impersonatedBy }) => impersonatedBy));
  return { id: userId };
}

const setUser =
  (userId: string, values: Partial<typeof user.$inferInsert>) => async (tx: Transaction) => {
    const { rowsAffected } = await tx.update(user).set(values).where(eq(user.id, userId));
    if (rowsAffected === 0) throw notFound("user");
    return undefined;
  };

export const createAdminRouter = (wholeRouter: () => AnyTRPCRouter) =>
  router({
    ...lists,
    ...toolProcedures(wholeRouter),
    stats,
    sessionInfo,
    unroutedEvents,

    /** Makes a platform admin, or takes that away. An impersonation by or of them ends. */
    setRole: personAdminProcedure
      .input(z.object({ role: z.enum(["user", "admin"]) }))
      .mutation(({ ctx, input: { role } }) =>
        changePerson(
          ctx,
          { action: "user.setRole", metadata: { role }, signOut: false },
          setUser(ctx.person.id, { role }),
        ),
      ),

    /** Signs the person out everywhere, and keeps them out: until a time, or for good. */
    ban: personAdminProcedure
      .input(
        banInput.refine(({ until }) => !until || Date.parse(until) > Date.now(), {
          path: ["until"],
          message: "Please choose a time in the future.",
        }),
      )
      .mutation(({ ctx, input: { reason, until } }) =>
        changePerson(
          ctx,
          { action: "user.ban", metadata: { reason, until }, signOut: true },
          setUser(ctx.person.id, {
            banned: true,
            banReason: reason,
            banExpires: until ? new Date(until) : null,
          }),
        ),
      ),

    unban: personAdminProcedure.mutation(({ ctx }) =>
      changePerson(
        ctx,
        { action: "user.unban", signOut: false },
        setUser(ctx.person.id, { banned: false, banReason: null, banExpires: null }),
      ),
    ),

    /** Signs the person out everywhere; they may sign in again. */
    revokeSessions: personAdminProcedure.mutation(({ ctx }) =>
      changePerson(ctx, { action: "user.revokeSessions", signOut: true }),
    ),

    /**
     * Lets another Google account sign in as the person, in place of the one that did: the account of an
     * id of Google's, or, without, the next one that has the person's address. Signs them out everywhere.
     */
    moveGoogleAccount: personAdminProcedure
      .input(moveGoogleInput)
      .mutation(({ ctx, input: { subject, reason } }) =>
        changePerson(
          ctx,
          {
            action: "user.moveGoogle",
            metadata: { reason },
            signOut: true,
            tellOrganizations: true,
          },
          (tx) => moveGoogleAccount(tx, ctx.person.id, subject),
        ),
      ),

    /** Acts as somebody for half an hour. */
    impersonate: personAdminProcedure
      .use(settingCookies)
      .input(reasonInput)
      .mutation(async ({ ctx, input: { reason } }) => {
        requireMayActAs(ctx.person);
        const { headers } = ctx.request;
        ctx.cookies.push(
          ...(await startImpersonation({ headers, actor: ctx }, ctx.person, reason)),
        );
        return { id: ctx.person.id };
      }),

    /** Goes back to being oneself. */
    stopImpersonating: impersonatorProcedure.use(settingCookies).mutation(async ({ ctx }) => {
      const { headers } = ctx.request;
      ctx.cookies.push(...(await stopImpersonation({ headers, actor: ctx })));
      return { id: ctx.impersonatorId };
    }),
  });
