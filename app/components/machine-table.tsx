import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Archive, ArchiveRestore, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { errorMessage } from "../lib/errors";
import { type Machine, useTRPC } from "../lib/trpc";
import { RelativeTime } from "./relative-time";
import { Badge, BadgeDot } from "./ui/badge";
import { Button } from "./ui/button";
import { ConfirmDialog } from "./ui/confirm-dialog";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "./ui/table";

interface Scope {
  organizationSlug: string;
  instanceSlug: string;
}

export function MachineTable({ machines, scope }: { machines: Machine[]; scope: Scope }) {
  const [deleting, setDeleting] = useState<Machine>();
  return (
    <>
      <Table>
        <TableHeader>
          <TableRow>
            <TableHead>Name</TableHead>
            <TableHead>Type</TableHead>
            <TableHead>State</TableHead>
            <TableHead>Created</TableHead>
            <TableHead className="text-right">Actions</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {machines.map((machine) => (
            <MachineRow
              key={machine.id}
              machine={machine}
              scope={scope}
              onDelete={() => setDeleting(machine)}
            />
          ))}
        </TableBody>
      </Table>
      {deleting && (
        <DeleteMachine machine={deleting} scope={scope} onClose={() => setDeleting(undefined)} />
      )}
    </>
  );
}

function MachineRow({
  machine,
  scope,
  onDelete,
}: {
  machine: Machine;
  scope: Scope;
  onDelete: () => void;
}) {
  const setState = useSetMachineState(machine, scope);
  const archived = machine.state === "archived";
  return (
    <TableRow>
      <TableCell className="font-medium">{machine.name}</TableCell>
      <TableCell>{machine.type}</TableCell>
      <TableCell>
        <Badge variant={archived ? "secondary" : "success"}>
          <BadgeDot />
          {machine.state}
        </Badge>
      </TableCell>
      <TableCell>
        <RelativeTime time={machine.createdAt} />
      </TableCell>
      <TableCell className="text-right">
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`${archived ? "Restore" : "Archive"} ${machine.name}`}
          title={archived ? "Restore" : "Archive"}
          onClick={() => setState.mutate({ ...scope, machineId: machine.id })}
        >
          {archived ? <ArchiveRestore /> : <Archive />}
        </Button>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Delete ${machine.name}`}
          title="Delete"
          onClick={onDelete}
        >
          <Trash2 />
        </Button>
      </TableCell>
    </TableRow>
  );
}

/** Archives a started machine, restores an archived one: the row changes at once, and back if that fails. */
function useSetMachineState(machine: Machine, scope: Scope) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const queryKey = trpc.machine.list.queryKey(scope);
  const archived = machine.state === "archived";
  const state = archived ? "started" : "archived";
  const options = archived ? trpc.machine.restore : trpc.machine.archive;
  return useMutation(
    options.mutationOptions({
      onMutate: async () => {
        await queryClient.cancelQueries({ queryKey });
        const before = queryClient.getQueryData(queryKey);
        queryClient.setQueryData(queryKey, (machines) =>
          machines?.map((other) => (other.id === machine.id ? { ...other, state } : other)),
        );
        return { before };
      },
      onError: (error, _input, context) => {
        queryClient.setQueryData(queryKey, context?.before);
        toast.error(errorMessage(error));
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey }),
    }),
  );
}

function DeleteMachine({
  machine,
  scope,
  onClose,
}: {
  machine: Machine;
  scope: Scope;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.machine.delete.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.machine.list.queryFilter(scope));
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Delete ${machine.name}?`}
      description="The machine is deleted for good. This can't be undone."
      action="Delete machine"
      pending={remove.isPending}
      error={remove.error && errorMessage(remove.error)}
      onConfirm={() => remove.mutate({ ...scope, machineId: machine.id })}
    />
  );
}
