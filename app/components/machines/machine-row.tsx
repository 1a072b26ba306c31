import type { Machine } from "../../lib/trpc";
import { TimeAgo } from "../relative-time";
import { Badge } from "../ui/badge";
import { Checkbox } from "../ui/checkbox";
import { TableCell, TableRow } from "../ui/table";
import { MachineMenu } from "./dialogs";

interface MachineRowProps {
  machine: Machine;
  now: number;
  selected: boolean;
  onSelect: (selected: boolean) => void;
  /** Archives a started machine, restores an archived one. */
  onToggle: () => void;
  onRename: () => void;
  onDelete: () => void;
}

/** A list has many, so it is made of few elements, with what they look like in machine-row.css. */
export function MachineRow({ machine, now, selected, ...on }: MachineRowProps) {
  const { name, type, state } = machine;
  const toggle = state === "archived" ? "Restore" : "Archive";
  return (
    <TableRow className="machine-row" data-state={selected ? "selected" : undefined}>
      <TableCell className="select">
        <Checkbox
          name="machine"
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={(event) => on.onSelect(event.target.checked)}
        />
      </TableCell>
      <TableCell className="name">{name}</TableCell>
      <TableCell className="type">{type}</TableCell>
      <TableCell className="state">
        <Badge dot variant={state === "archived" ? "outline" : "success"}>
          {state}
        </Badge>
      </TableCell>
      <TableCell className="created">
        <TimeAgo time={machine.createdAt} now={now} />
      </TableCell>
      <TableCell className="actions">
        <button
          type="button"
          data-icon={state === "archived" ? "restore" : "archive"}
          aria-label={`${toggle} ${name}`}
          title={toggle}
          onClick={on.onToggle}
        />
        <button
          type="button"
          data-icon="delete"
          aria-label={`Delete ${name}`}
          title="Delete"
          onClick={on.onDelete}
        />
        <MachineMenu
          machine={machine}
          onRename={on.onRename}
          trigger={(opening) => (
            <button
              {...opening}
              type="button"
              data-icon="more"
              aria-label={`More actions for ${name}`}
              title="More"
            />
          )}
        />
      </TableCell>
    </TableRow>
  );
}
