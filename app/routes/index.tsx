import { createFileRoute, Link, redirect } from "@tanstack/react-router";
import { Building2 } from "lucide-react";
import { EmptyState } from "../components/empty-state";
import { SimplePage } from "../components/simple-page";
import { Button } from "../components/ui/button";

export const Route = createFileRoute("/_auth-required/")({
  beforeLoad: ({ context: { viewer } }) => {
    const [organization] = viewer.organizations;
    if (!organization) return;
    throw redirect({ to: "/$organizationSlug", params: { organizationSlug: organization.slug } });
  },
  head: () => ({ meta: [{ title: "Welcome · OS2" }] }),
  component: NoOrganizationPage,
});

function NoOrganizationPage() {
  return (
    <SimplePage>
      <EmptyState
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
