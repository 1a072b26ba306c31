import { createFileRoute, Link } from "@tanstack/react-router";
import { Building2 } from "lucide-react";
import { EmptyState } from "../components/empty-state";
import { SimplePage } from "../components/simple-page";
import { Button } from "../components/ui/button";
import { redirect } from "../lib/redirect";

export const Route = createFileRoute("/_auth-required/")({
  beforeLoad: ({ context: { viewer, preferences } }) => {
    const { last } = preferences;
    const organization =
      viewer.organizations.find(({ slug }) => slug === last?.organizationSlug) ??
      viewer.organizations[0];
    if (!organization) return;
    const params = { organizationSlug: organization.slug };
    const instance = organization.instances.find(({ slug }) => slug === last?.instanceSlug);
    throw instance
      ? redirect({
          to: "/$organizationSlug/$instanceSlug",
          params: { ...params, instanceSlug: instance.slug },
        })
      : redirect({ to: "/$organizationSlug", params });
  },
  head: () => ({ meta: [{ title: "Welcome · OS2" }] }),
  component: NoOrganizationPage,
});

function NoOrganizationPage() {
  return (
    <SimplePage place="Welcome">
      <EmptyState
        heading="h1"
        icon={Building2}
        title="Create your first organization"
        description="An organization is where your team runs its instances and their machines."
      >
        <Button asChild>
          <Link to="/new-organization">Create organization</Link>
        </Button>
      </EmptyState>
    </SimplePage>
  );
}
