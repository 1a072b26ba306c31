import { router, viewerProcedure } from "../trpc.ts";

export const userRouter = router({
  /** Who is signed in, and everything that the frame of every page shows. */
  me: viewerProcedure.query(({ ctx: { viewer } }) => ({
    user: viewer.user,
    organizations: viewer.organizations,
    invitations: viewer.invitations,
    impersonation: viewer.impersonator && {
      admin: viewer.impersonator,
      endsAt: viewer.session.expiresAt.toISOString(),
    },
  })),
});
