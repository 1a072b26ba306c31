import { machineNameInput } from "../../../backend/trpc/inputs";
import { nameKey } from "../../../backend/utils/names";
import type { Machine } from "../../lib/trpc";
import { NameForm } from "../name-form";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";

interface RenameMachineDialogProps {
  machine: Machine;
  others: Machine[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onRename: (machine: Pick<Machine, "id" | "name">) => Promise<unknown>;
}

/** Closes at once: the row has the new name already, and gets the old one back if the server refuses. */
export function RenameMachineDialog(props: RenameMachineDialogProps) {
  const { machine, others, open, onOpenChange, onRename } = props;
  const taken = new Set(
    others.filter(({ id }) => id !== machine.id).map(({ name }) => nameKey(name)),
  );
  const schema = machineNameInput.refine(({ name }) => !taken.has(nameKey(name)), {
    path: ["name"],
    message: "Another machine of this instance has that name.",
  });
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{`Rename ${machine.name}`}</DialogTitle>
          <DialogDescription>Its ID stays the same.</DialogDescription>
        </DialogHeader>
        <NameForm
          schema={schema}
          label="Name"
          defaultName={machine.name}
          submitLabel="Rename"
          onSubmit={async ({ name }) => {
            void onRename({ id: machine.id, name });
            onOpenChange(false);
          }}
        />
      </DialogContent>
    </Dialog>
  );
}
