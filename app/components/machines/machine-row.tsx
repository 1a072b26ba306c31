import { useState } from "react";
import type { Machine } from "../../lib/trpc";
import { RelativeTime } from "../relative-time";
import { Badge, BadgeDot } from "../ui/badge";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { TableCell, TableRow } from "../ui/table";
import { MachineMenu, RenameMachineDialog } from "./dialogs";
import { RowIcon } from "./row-icons";
import type { useMachineActions } from "./use-machine-actions";

interface MachineRowProps {
  machine: Machine;
  /** All of the instance, whose names are taken. */
  others: Machine[];
  actions: ReturnType<typeof useMachineActions>;
  selected: boolean;
  onSelect: (selected: boolean) => void;
  onDelete: () => void;
}

export function MachineRow({ machine, others, actions, selected, ...on }: MachineRowProps) {
  const [renaming, setRenaming] = useState(false);
  const { name } = machine;
  const archived = machine.state === "archived";
  return (
    <TableRow
      data-state={selected ? "selected" : undefined}
      // On a phone: the name above the rest, the actions beside both.
      className="max-sm:grid! max-sm:grid-cols-[auto_auto_1fr_auto] max-sm:items-center"
    >
      <TableCell className="w-0 pr-0! max-sm:w-auto">
        <Checkbox
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={(event) => on.onSelect(event.target.checked)}
        />
      </TableCell>
      <TableCell className="font-medium wrap-anywhere max-sm:col-span-2 sm:max-w-64">
        {name}
      </TableCell>
      <TableCell className="max-sm:col-start-3 max-sm:row-start-2 max-sm:pl-0!">
        {machine.type}
      </TableCell>
      <TableCell className="max-sm:col-start-2 max-sm:row-start-2">
        <Badge variant={archived ? "outline" : "success"}>
          <BadgeDot />
          {machine.state}
        </Badge>
      </TableCell>
      <TableCell className="whitespace-nowrap max-sm:col-span-2 max-sm:col-start-2 max-sm:row-start-3 max-sm:text-muted-foreground">
        <RelativeTime time={machine.createdAt} />
      </TableCell>
      <TableCell className="text-right whitespace-nowrap max-sm:col-start-4 max-sm:row-span-3 max-sm:row-start-1 max-sm:gap-0! max-sm:px-1!">
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`${archived ? "Restore" : "Archive"} ${name}`}
          title={archived ? "Restore" : "Archive"}
          onClick={() => void (archived ? actions.restore([machine]) : actions.archive([machine]))}
        >
          <RowIcon name={archived ? "restore" : "archive"} />
        </Button>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Delete ${name}`}
          title="Delete"
          onClick={on.onDelete}
        >
          <RowIcon name="delete" />
        </Button>
        <MachineMenu
          machine={machine}
          onRename={() => setRenaming(true)}
          trigger={
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`More actions for ${name}`}
              title="More"
            >
              <RowIcon name="more" />
            </Button>
          }
        />
        <RenameMachineDialog
          machine={machine}
          others={others}
          open={renaming}
          onOpenChange={setRenaming}
          onRename={actions.rename}
        />
      </TableCell>
    </TableRow>
  );
}
