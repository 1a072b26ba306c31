import { useNavigate } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { useState } from "react";
import type { InstanceScope, Machine } from "../../lib/trpc";
import { EmptyState } from "../empty-state";
import { useNow } from "../relative-time";
import { Button } from "../ui/button";
import { Table, TableBody } from "../ui/table";
import { DeleteMachinesDialog, RenameMachineDialog } from "./dialogs";
import { MachineHead } from "./machine-head";
import { type MachineView, viewMachines } from "./machine-list";
import { MachineRow } from "./machine-row";
import { MachineSelection } from "./machine-selection";
import { MachineToolbar } from "./machine-toolbar";
import { useMachineActions } from "./use-machine-actions";

interface MachineTableProps {
  machines: Machine[];
  scope: InstanceScope;
  view: MachineView;
}

export function MachineTable({ machines, scope, view }: MachineTableProps) {
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const [deleting, setDeleting] = useState<Machine[]>();
  // Known until the next one, so that the dialog can close gracefully.
  const [renaming, setRenaming] = useState<{ id: string; open: boolean }>();
  const renamed = machines.find(({ id }) => id === renaming?.id);
  const now = useNow();
  const navigate = useNavigate();
  const actions = useMachineActions(scope);

  const shown = viewMachines(machines, view);
  // What is filtered out, or deleted elsewhere, must not be changed unseen.
  const selected = shown.filter(({ id }) => selectedIds.has(id));
  const select = (machines: Machine[], wanted: boolean) => {
    const ids = new Set(selectedIds);
    for (const { id } of machines) {
      if (wanted) ids.add(id);
      else ids.delete(id);
    }
    setSelectedIds(ids);
  };
  const changeView = (changes: MachineView) =>
    void navigate({ to: ".", search: { ...view, ...changes }, replace: true });

  return (
    <>
      {selected.length > 0 ? (
        <MachineSelection
          selected={selected}
          all={shown.length}
          onSelectAll={() => select(shown, true)}
          onClear={() => setSelectedIds(new Set())}
          onArchive={() => void actions.archive(selected)}
          onRestore={() => void actions.restore(selected)}
          onDelete={() => setDeleting(selected)}
        />
      ) : (
        <MachineToolbar machines={machines} view={view} onChange={changeView} />
      )}
      {shown.length > 0 ? (
        <Table stacked>
          <MachineHead
            selected={selected.length}
            all={shown.length}
            view={view}
            onSelectAll={(wanted) => select(shown, wanted)}
            onSort={changeView}
          />
          <TableBody>
            {shown.map((machine) => (
              <MachineRow
                key={machine.id}
                machine={machine}
                now={now}
                selected={selectedIds.has(machine.id)}
                onSelect={(wanted) => select([machine], wanted)}
                onToggle={() =>
                  void (machine.state === "archived"
                    ? actions.restore([machine])
                    : actions.archive([machine]))
                }
                onRename={() => setRenaming({ id: machine.id, open: true })}
                onDelete={() => setDeleting([machine])}
              />
            ))}
          </TableBody>
        </Table>
      ) : (
        <EmptyState
          icon={SearchX}
          title="No machine matches"
          description="There are machines, but none like that."
        >
          <Button variant="outline" onClick={() => changeView({ q: undefined, state: undefined })}>
            Clear filters
          </Button>
        </EmptyState>
      )}
      <DeleteMachinesDialog
        machines={deleting ?? NONE}
        open={deleting !== undefined}
        onOpenChange={() => setDeleting(undefined)}
        onConfirm={actions.remove}
      />
      {renamed && (
        <RenameMachineDialog
          machine={renamed}
          others={machines}
          open={renaming?.open === true}
          onOpenChange={(open) => setRenaming({ id: renamed.id, open })}
          onRename={actions.rename}
        />
      )}
    </>
  );
}

const NONE: Machine[] = [];
