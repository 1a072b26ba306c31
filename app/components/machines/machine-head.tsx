import { ArrowDown, ArrowUp } from "lucide-react";
import { Checkbox } from "../ui/checkbox";
import { TableHead, TableHeader, TableRow } from "../ui/table";
import type { MachineSort, MachineView } from "./machine-list";

const COLUMNS = [
  ["name", "Name"],
  ["type", "Type"],
  ["state", "State"],
  ["created", "Created"],
] as const;

interface MachineHeadProps {
  /** How many of how many are selected. */
  selected: number;
  all: number;
  view: MachineView;
  onSelectAll: (selected: boolean) => void;
  onSort: (view: MachineView) => void;
}

export function MachineHead({ selected, all, view, onSelectAll, onSort }: MachineHeadProps) {
  return (
    <TableHeader>
      <TableRow>
        <TableHead className="w-0 pr-0 max-sm:hidden">
          <Checkbox
            name="all"
            aria-label="Select all machines"
            checked={selected === all}
            indeterminate={selected > 0 && selected < all}
            onChange={(event) => onSelectAll(event.target.checked)}
          />
        </TableHead>
        {COLUMNS.map(([sort, name]) => (
          <SortableHead key={sort} sort={sort} name={name} view={view} onSort={onSort} />
        ))}
        <TableHead className="text-right">Actions</TableHead>
      </TableRow>
    </TableHeader>
  );
}

interface SortableHeadProps {
  sort: MachineSort;
  name: string;
  view: MachineView;
  onSort: (view: MachineView) => void;
}

/** Sorts up, then down, then not at all. */
function SortableHead({ sort, name, view, onSort }: SortableHeadProps) {
  const sorted = view.sort === sort;
  const next = !sorted
    ? { sort, desc: undefined }
    : view.desc
      ? { sort: undefined, desc: undefined }
      : { sort, desc: true };
  const Arrow = view.desc ? ArrowDown : ArrowUp;
  return (
    <TableHead aria-sort={sorted ? (view.desc ? "descending" : "ascending") : undefined}>
      {/* On a phone the head is only read out; the toolbar has the order. */}
      <span className="sm:hidden">{name}</span>
      <button
        type="button"
        className="-mx-1 inline-flex h-6 items-center gap-1 rounded-sm px-1 hover:text-foreground max-sm:hidden"
        onClick={() => onSort(next)}
      >
        <span>{name}</span>
        {sorted && <Arrow className="size-3.5" aria-hidden />}
      </button>
    </TableHead>
  );
}
