import { useState } from "react";
import type { Machine } from "../../lib/trpc";
import { ConfirmDialog } from "../ui/confirm-dialog";

interface DeleteMachinesDialogProps {
  machines: Machine[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onConfirm: (machines: Machine[]) => Promise<void>;
}

const NAMED = 5;

export function DeleteMachinesDialog({ open, onOpenChange, ...props }: DeleteMachinesDialogProps) {
  const [pending, setPending] = useState(false);
  // While the dialog closes it still names what it was about.
  const [machines, setMachines] = useState(props.machines);
  if (open && machines !== props.machines) setMachines(props.machines);

  const confirm = async () => {
    setPending(true);
    await props.onConfirm(machines);
    setPending(false);
    onOpenChange(false);
  };
  const [first] = machines;
  const one = machines.length === 1;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={one && first ? `Delete ${first.name}?` : `Delete ${machines.length} machines?`}
      description={
        one
          ? "The machine is deleted for good. This can't be undone."
          : `${listNames(machines)} are deleted for good. This can't be undone.`
      }
      action={one ? "Delete machine" : `Delete ${machines.length} machines`}
      pending={pending}
      onConfirm={() => void confirm()}
    />
  );
}

function listNames(machines: Machine[]) {
  const names = machines.slice(0, NAMED).map(({ name }) => name);
  if (machines.length > NAMED) names.push(`${machines.length - NAMED} more`);
  return new Intl.ListFormat("en").format(names);
}
