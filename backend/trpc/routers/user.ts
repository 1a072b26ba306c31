import { TRPCError } from "@trpc/server";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { deleteUser, findOwnedAlone } from "../../auth/account-deletion.ts";
import {
  findGoogleGrant,
  forgetGrant,
  googleMetadata,
  revokeAtGoogle,
  scopesOf,
} from "../../auth/google-connection.ts";
import { cookiesOfNobody } from "../../auth/session-cookies.ts";
import { db, transaction } from "../../db/client.ts";
import { organizationUserMembership as membership, user } from "../../db/schema.ts";
import { announceMutation } from "../../live/announce-mutation.ts";
import { audit } from "../audit.ts";
import { personNameInput } from "../inputs.ts";
import {
  invalid,
  settingCookies,
  ownAccountProcedure,
  recentlySignedInProcedure,
  router,
  viewerProcedure,
} from "../trpc.ts";
import { sessionProcedures } from "./user/sessions.ts";

export const userRouter = router({
  ...sessionProcedures,

  /** Who is signed in, and everything that the frame of every page shows. */
  me: viewerProcedure.query(({ ctx: { viewer } }) => ({
    user: viewer.user,
    organizations: viewer.organizations,
    invitations: viewer.invitations,
    more: viewer.more,
    impersonation: viewer.impersonation,
  })),

  updateProfile: ownAccountProcedure
    .input(personNameInput)
    .mutation(async ({ ctx, path, input: { name } }) => {
      await transaction(async (tx) => {
        await tx.update(user).set({ name }).where(eq(user.id, ctx.user.id));
        await audit(tx, ctx, {
          action: "user.update",
          target: ctx.user.id,
          metadata: { before: { name: ctx.user.name }, after: { name } },
        });
      });
      const organizations = await db
        .select({ id: membership.organizationId })
        .from(membership)
        .where(eq(membership.userId, ctx.user.id));
      for (const organization of organizations) announceMutation(ctx, path, organization);
      return { ...ctx.user, name };
    }),

  /** What the person has connected to their user; never a token. */
  connections: ownAccountProcedure.query(async ({ ctx }) => {
    const grant = await findGoogleGrant(ctx.user.id);
    return {
      google: grant
        ? {
            email: googleMetadata(grant).email ?? ctx.user.email,
            scopes: scopesOf(grant),
            hasRefreshToken: Boolean(grant.refreshToken),
            connectedAt: grant.updatedAt.toISOString(),
          }
        : null,
    };
  }),

  /** Takes the Gmail grant back at Google, then forgets it. If Google can't be asked, nothing changes. */
  disconnectGoogle: ownAccountProcedure.mutation(async ({ ctx }) => {
    const grant = await findGoogleGrant(ctx.user.id);
    if (!grant) return { disconnected: false };
    try {
      await revokeAtGoogle(grant);
    } catch (cause) {
      throw new TRPCError({
        code: "SERVICE_UNAVAILABLE",
        message:
          "Google could not be reached, so the account is still connected. Please try again.",
        cause,
      });
    }
    await transaction(async (tx) => {
      await forgetGrant(tx, grant);
      await audit(tx, ctx, { action: "google.disconnect", target: ctx.user.id });
    });
    return { disconnected: true };
  }),

  /** The organizations that stand in the way of deleting the account, with how much is in them. */
  ownedAlone: ownAccountProcedure.query(({ ctx }) => findOwnedAlone(db, ctx.user.id)),

  /** Deletes the user with everything that is theirs alone. No organization goes with them. */
  deleteAccount: recentlySignedInProcedure
    .use(settingCookies)
    .input(z.object({ confirmEmail: z.string().trim().toLowerCase() }))
    .mutation(async ({ ctx, input }) => {
      if (input.confirmEmail !== ctx.user.email.toLowerCase())
        throw invalid("confirmEmail", "Please type the email of your account to delete it.");
      await deleteUser(ctx);
      ctx.cookies.push(...cookiesOfNobody(ctx.request.headers));
      return { id: ctx.user.id };
    }),
});
