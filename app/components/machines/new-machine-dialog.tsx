import { useMutation, useQueryClient } from "@tanstack/react-query";
import { machineNameInput } from "../../../backend/trpc/inputs";
import { type InstanceScope, useTRPC } from "../../lib/trpc";
import { NameForm } from "../name-form";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";

interface NewMachineDialogProps {
  scope: InstanceScope;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function NewMachineDialog({ scope, open, onOpenChange }: NewMachineDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.machine.create.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.machine.list.queryFilter(scope));
        onOpenChange(false);
      },
    }),
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} pending={create.isPending}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>New machine</DialogTitle>
          <DialogDescription>A Daytona sandbox that belongs to this instance.</DialogDescription>
        </DialogHeader>
        <NameForm
          schema={machineNameInput}
          label="Name"
          placeholder="worker-1"
          submitLabel="Create machine"
          onSubmit={({ name }) => create.mutateAsync({ ...scope, name, type: "daytona" })}
        />
      </DialogContent>
    </Dialog>
  );
}
