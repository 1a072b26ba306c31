import { createFileRoute, Outlet } from "@tanstack/react-router";
import { load } from "../lib/errors";

/** Everything below is for people who are signed in. The server decides; this leads to the login page. */
export const Route = createFileRoute("/_auth-required")({
  beforeLoad: async ({ context: { queryClient, trpc }, location }) => {
    const viewer = await load(queryClient, trpc.user.me.queryOptions(), location);
    return { viewer };
  },
  component: Outlet,
});
