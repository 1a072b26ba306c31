import { createFileRoute, Outlet, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { AppFrame } from "../../components/app-frame";
import { LiveStatus } from "../../components/live-status";
import { NotMemberPage } from "../../components/not-member-page";
import { useSessionUser } from "../../hooks/use-session-user";
import { redirect } from "../../lib/redirect";
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
  const { site, organization: opened } = Route.useRouteContext();
  // By its id: when somebody changes the slug, the page stays until it has the new address.
  const organization = organizations.find(({ id }) => id === opened.id);
  if (!organization) return <NotMemberPage />;
  return (
    <AppFrame organization={organization}>
      <Outlet />
      <LiveStatus organizationId={organization.id} renderedAt={site.renderedAt} />
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
