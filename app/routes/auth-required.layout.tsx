import { createFileRoute, Outlet } from "@tanstack/react-router";
import { OfflineNotice } from "../components/offline-notice";
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
  return (
    <div className="flex min-h-dvh flex-col [--banner-height:0px]">
      <Outlet />
      <OfflineNotice />
    </div>
  );
}
