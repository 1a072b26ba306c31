import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Monitor, Plus } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "../../../components/empty-state";
import { NewMachineDialog } from "../../../components/machines/dialogs";
import { parseMachineView } from "../../../components/machines/machine-list";
import { MachinesPending } from "../../../components/machines/machine-skeleton";
import { MachineTable } from "../../../components/machines/machine-table";
import { Page } from "../../../components/page";
import { Button } from "../../../components/ui/button";
import { load } from "../../../lib/errors";
import { useTRPC } from "../../../lib/trpc";

export const Route = createFileRoute("/_auth-required/$organizationSlug/$instanceSlug/")({
  validateSearch: parseMachineView,
  loader: ({ context: { queryClient, trpc }, params, location }) =>
    load(queryClient, trpc.machine.list.queryOptions(params), location),
  head: ({ match: { context } }) => ({
    meta: [{ title: `Machines · ${context.instance.name} · ${context.organization.name}` }],
  }),
  pendingComponent: MachinesPending,
  component: MachinesPage,
});

function MachinesPage() {
  const trpc = useTRPC();
  const scope = Route.useParams();
  const view = Route.useSearch();
  const { data: machines } = useSuspenseQuery(trpc.machine.list.queryOptions(scope));
  const [creating, setCreating] = useState(false);
  const create = (
    <Button onClick={() => setCreating(true)}>
      <Plus /> Create machine
    </Button>
  );
  return (
    <Page title="Machines" action={machines.length > 0 && create}>
      {machines.length > 0 ? (
        <MachineTable key={scope.instanceSlug} machines={machines} scope={scope} view={view} />
      ) : (
        <EmptyState
          icon={Monitor}
          title="Create your first machine"
          description="A machine is a sandbox in which this instance does its work."
        >
          {create}
        </EmptyState>
      )}
      <NewMachineDialog scope={scope} open={creating} onOpenChange={setCreating} />
    </Page>
  );
}
