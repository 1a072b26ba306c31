import { createFileRoute, Outlet, useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { ImpersonationBanner } from "../components/impersonation-banner";
import { OfflineNotice } from "../components/offline-notice";
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
  usePagesFollowViewer();
  const { user, impersonation } = useSessionUser();
  return (
    <div
      className={cn(
        "flex min-h-dvh flex-col",
        impersonation ? "[--banner-height:3rem]" : "[--banner-height:0px]",
      )}
    >
      {impersonation && <ImpersonationBanner user={user} impersonation={impersonation} />}
      <Outlet />
      <OfflineNotice />
    </div>
  );
}

/**
 * What the pages got when they were opened (which organization, under which name, with which role) is looked up again
 * when it has changed, here or elsewhere. Who has lost something that is on the page is then led away from it.
 */
function usePagesFollowViewer() {
  const router = useRouter();
  const viewer = useSessionUser();
  const known = useRef(viewer);
  useEffect(() => {
    if (known.current === viewer) return;
    known.current = viewer;
    void router.invalidate();
  }, [router, viewer]);
}
