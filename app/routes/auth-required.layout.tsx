import { createFileRoute, Outlet } from "@tanstack/react-router";
import { ImpersonationBanner } from "../components/impersonation-banner";
import { SignInAgain } from "../components/sign-in-again";
import { usePageUser } from "../hooks/use-page-user";
import { useSessionUser } from "../hooks/use-session-user";
import { cn } from "../lib/cn";
import { load } from "../lib/errors";

/** Everything below is for people who are signed in. The server decides; this leads to the login page. */
export const Route = createFileRoute("/_auth-required")({
  beforeLoad: async ({ context: { queryClient, trpc }, location }) => {
    const viewer = await load(queryClient, trpc.user.me.queryOptions(), location);
    return { viewer };
  },
  component: SignedIn,
});

function SignedIn() {
  const { user, impersonation } = useSessionUser();
  usePageUser(user);
  return (
    <div
      className={cn(
        "flex min-h-dvh flex-col",
        impersonation ? "[--banner-height:3rem]" : "[--banner-height:0px]",
      )}
    >
      {impersonation && <ImpersonationBanner user={user} impersonation={impersonation} />}
      <Outlet />
      <SignInAgain />
    </div>
  );
}
