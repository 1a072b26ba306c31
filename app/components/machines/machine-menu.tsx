import { Copy, Hash, Pencil } from "lucide-react";
import { copy } from "../../lib/copy";
import type { Machine } from "../../lib/trpc";
import type { MenuProps } from "../on-demand";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";

/** What is done to a machine less often. Starts open. */
export function MachineMenu({
  machine,
  onRename,
  trigger,
}: MenuProps & { machine: Machine; onRename: () => void }) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger({})}</DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={onRename}>
          <Pencil /> Rename…
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => void copy(machine.name, "Name")}>
          <Copy /> Copy name
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => void copy(machine.id, "ID")}>
          <Hash /> Copy ID
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
