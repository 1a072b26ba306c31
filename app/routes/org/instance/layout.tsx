import { createFileRoute, notFound, Outlet } from "@tanstack/react-router";
import { InstanceTabs } from "../../../components/instance-tabs";

export const Route = createFileRoute("/_auth-required/$organizationSlug/$instanceSlug")({
  beforeLoad: ({ context: { organization }, params }) => {
    const instance = organization.instances.find(({ slug }) => slug === params.instanceSlug);
    if (!instance) throw notFound();
    return { instance };
  },
  component: InstanceLayout,
});

function InstanceLayout() {
  return (
    <>
      <InstanceTabs scope={Route.useParams()} />
      <Outlet />
    </>
  );
}
