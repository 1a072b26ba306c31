import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Monitor, Plus } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "../../../components/empty-state";
import { MachineTable } from "../../../components/machine-table";
import { NewMachineDialog } from "../../../components/new-machine-dialog";
import { Button } from "../../../components/ui/button";
import { load } from "../../../lib/errors";
import { useTRPC } from "../../../lib/trpc";

export const Route = createFileRoute("/_auth-required/$organizationSlug/$instanceSlug/")({
  loader: ({ context: { queryClient, trpc }, params, location }) =>
    load(queryClient, trpc.machine.list.queryOptions(params), location),
  head: ({ match: { context } }) => ({
    meta: [{ title: `Machines · ${context.instance.name} · ${context.organization.name}` }],
  }),
  component: MachinesPage,
});

function MachinesPage() {
  const trpc = useTRPC();
  const scope = Route.useParams();
  const { instance, organization } = Route.useRouteContext();
  const { data: machines } = useSuspenseQuery(trpc.machine.list.queryOptions(scope));
  const [creating, setCreating] = useState(false);
  const create = (
    <Button onClick={() => setCreating(true)}>
      <Plus /> Create machine
    </Button>
  );
  return (
    <main className="mx-auto w-full max-w-5xl flex-1 p-4 md:p-8">
      <div className="mb-6 flex items-start justify-between gap-4">
        <div className="min-w-0">
          <p className="truncate text-sm text-muted-foreground">
            {organization.name} / {instance.name}
          </p>
          <h1 className="text-xl font-semibold">Machines</h1>
        </div>
        {machines.length > 0 && create}
      </div>
      {machines.length > 0 ? (
        <MachineTable machines={machines} scope={scope} />
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
    </main>
  );
}
