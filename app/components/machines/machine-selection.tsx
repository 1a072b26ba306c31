import { Archive, ArchiveRestore, Trash2, X } from "lucide-react";
import type { Machine } from "../../lib/trpc";
import { Button } from "../ui/button";

interface MachineSelectionProps {
  selected: Machine[];
  /** How many there are to select. */
  all: number;
  onSelectAll: () => void;
  onClear: () => void;
  onArchive: () => void;
  onRestore: () => void;
  onDelete: () => void;
}

/** What can be done with the selected machines. Stands in the toolbar's place while there are any. */
export function MachineSelection({ selected, all, ...on }: MachineSelectionProps) {
  const states = new Set(selected.map(({ state }) => state));
  return (
    <div
      role="toolbar"
      aria-label="Selected machines"
      className="mb-2 flex min-h-8 flex-wrap items-center gap-2"
    >
      <span aria-live="polite" className="text-sm font-medium">
        {`${selected.length} selected`}
      </span>
      {selected.length < all && (
        <Button variant="link" className="px-1" onClick={on.onSelectAll}>
          {`Select all ${all}`}
        </Button>
      )}
      <span className="ml-auto flex flex-wrap gap-2">
        {states.has("started") && (
          <Button variant="outline" onClick={on.onArchive}>
            <Archive /> Archive
          </Button>
        )}
        {states.has("archived") && (
          <Button variant="outline" onClick={on.onRestore}>
            <ArchiveRestore /> Restore
          </Button>
        )}
        <Button variant="outline" className="text-destructive!" onClick={on.onDelete}>
          <Trash2 /> Delete
        </Button>
        <Button
          variant="ghost"
          size="icon"
          aria-label="Clear selection"
          title="Clear selection"
          onClick={on.onClear}
        >
          <X />
        </Button>
      </span>
    </div>
  );
}
