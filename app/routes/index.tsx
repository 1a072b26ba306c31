import { createFileRoute, Link } from "@tanstack/react-router";
import { Building2, MailOpen } from "lucide-react";
import { EmptyState } from "../components/empty-state";
import { SimplePage } from "../components/simple-page";
import { Button } from "../components/ui/button";
import { useSessionUser } from "../hooks/use-session-user";
import { redirect } from "../lib/redirect";

export const Route = createFileRoute("/_auth-required/")({
  beforeLoad: ({ context: { viewer, preferences } }) => {
    const { last } = preferences;
    const organization =
      viewer.organizations.find(({ slug }) => slug === last?.organizationSlug) ??
      viewer.organizations[0];
    if (!organization) {
      // There is nothing for them here, while the admin pages are theirs.
      if (viewer.user.role === "admin" && viewer.invitations.length === 0)
        throw redirect({ to: "/admin" });
      return;
    }
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
  const { invitations, more } = useSessionUser();
  const isInvited = invitations.length > 0;
  return (
    <SimplePage place="Welcome">
      <EmptyState
        heading="h1"
        icon={isInvited ? MailOpen : Building2}
        title={isInvited ? "You are invited" : "Create your first organization"}
        description="An organization is where your team runs its instances and their machines."
      >
        <div className="grid gap-2">
          {invitations.map(({ id, organization }) => (
            <Button key={id} asChild className="h-auto! min-h-8 py-1.5 whitespace-normal!">
              <Link to="/invitations/$invitationId" params={{ invitationId: id }}>
                {`Join ${organization.name}`}
              </Link>
            </Button>
          ))}
          {more.invitations && (
            <p className="text-sm text-muted-foreground">
              You have more invitations. Accept or decline some of these to see them.
            </p>
          )}
          <Button variant={isInvited ? "outline" : "default"} asChild>
            <Link to="/new-organization">Create organization</Link>
          </Button>
        </div>
      </EmptyState>
    </SimplePage>
  );
}
