import { createFileRoute } from "@tanstack/react-router";
import { Server } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "../../components/empty-state";
import { NewInstanceDialog } from "../../components/new-instance";
import { Button } from "../../components/ui/button";
import { mayAdminister } from "../../lib/roles";
import { redirect } from "../../lib/redirect";

export const Route = createFileRoute("/_auth-required/$organizationSlug/")({
  beforeLoad: ({ context: { organization }, params: { organizationSlug } }) => {
    const [instance] = organization.instances;
    if (!instance) return;
    throw redirect({
      to: "/$organizationSlug/$instanceSlug",
      params: { organizationSlug, instanceSlug: instance.slug },
    });
  },
  head: ({ match }) => ({ meta: [{ title: `${match.context.organization.name} · OS2` }] }),
  component: NoInstancePage,
});

function NoInstancePage() {
  const { organization } = Route.useRouteContext();
  const [creating, setCreating] = useState(false);
  const mayCreate = mayAdminister(organization.role);
  return (
    <main className="grid flex-1 place-items-center p-4">
      <EmptyState
        heading="h1"
        icon={Server}
        title="Create your first instance"
        description={
          mayCreate
            ? "An instance owns machines and is what your Slack workspace talks to."
            : "There is no instance yet. An owner or an admin can create one."
        }
      >
        {mayCreate && <Button onClick={() => setCreating(true)}>Create instance</Button>}
      </EmptyState>
      <NewInstanceDialog organization={organization} open={creating} onOpenChange={setCreating} />
    </main>
  );
}
