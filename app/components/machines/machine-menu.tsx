import { Copy, Hash, Pencil } from "lucide-react";
import { copy } from "../../lib/copy";
import { formatExactTime } from "../../lib/format";
import type { Machine } from "../../lib/trpc";
import type { MenuProps } from "../on-demand";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";

/** What is done to a machine less often, and when it was made to the second: a phone has no hover. Starts open. */
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
        <DropdownMenuSeparator />
        <DropdownMenuLabel>{`Created ${formatExactTime(machine.createdAt)}`}</DropdownMenuLabel>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
