import { createFileRoute, notFound, Outlet } from "@tanstack/react-router";
import { AdminFrame } from "../../components/admin/admin-frame";
import { isPlatformAdmin } from "../../lib/roles";

/** For platform admins; for everybody else there is nothing here. */
export const Route = createFileRoute("/_auth-required/admin")({
  beforeLoad: ({ context: { viewer } }) => {
    if (!isPlatformAdmin(viewer)) throw notFound();
  },
  component: () => (
    <AdminFrame>
      <Outlet />
    </AdminFrame>
  ),
});
