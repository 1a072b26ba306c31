import { createFileRoute, Outlet, redirect, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { AppFrame } from "../../components/app-frame";
import { useSessionUser } from "../../hooks/use-session-user";
import { load } from "../../lib/errors";
import { usePreferences } from "../../lib/preferences";

export const Route = createFileRoute("/_auth-required/$organizationSlug")({
  beforeLoad: async ({ context: { viewer, queryClient, trpc }, params, location }) => {
    const organization = viewer.organizations.find(({ slug }) => slug === params.organizationSlug);
    if (organization) return { organization };
    // An address it had before leads to the one it has now; 404 when there is none.
    const { slug } = await load(
      queryClient,
      trpc.organization.resolveSlug.queryOptions({ organizationSlug: params.organizationSlug }),
      location,
    );
    throw redirect({ href: location.href.replace(/^\/[^/?#]+/, `/${slug}`), replace: true });
  },
  component: OrganizationLayout,
});

function OrganizationLayout() {
  const { organizations } = useSessionUser();
  const { organizationSlug } = Route.useParams();
  useRememberPlace(organizationSlug);
  const organization = organizations.find(({ slug }) => slug === organizationSlug);
  if (!organization) return null;
  return (
    <AppFrame organization={organization}>
      <Outlet />
    </AppFrame>
  );
}

/** So that `/` leads back here. A page of the organization itself does not forget the instance. */
function useRememberPlace(organizationSlug: string) {
  const { instanceSlug } = useParams({ strict: false });
  const { last, save } = usePreferences();
  const inOtherOrganization = last?.organizationSlug !== organizationSlug;
  const isNew = inOtherOrganization || (instanceSlug && last.instanceSlug !== instanceSlug);
  useEffect(() => {
    if (isNew) save({ last: { organizationSlug, instanceSlug } });
  });
}
