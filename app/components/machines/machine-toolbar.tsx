import { Search } from "lucide-react";
import { useTypedSearch } from "../../hooks/use-typed-search";
import type { Machine } from "../../lib/trpc";
import { Input } from "../ui/input";
import { NativeSelect, NativeSelectOption } from "../ui/native-select";
import { MACHINE_SORTS, type MachineView } from "./machine-list";

interface MachineToolbarProps {
  machines: Machine[];
  view: MachineView;
  onChange: (view: MachineView) => void;
}

/** Search and filter; on a phone, which has no table head, also the order. */
export function MachineToolbar({ machines, view, onChange }: MachineToolbarProps) {
  const search = useTypedSearch({ q: view.q, onSearch: onChange });
  const started = machines.filter(({ state }) => state === "started").length;
  return (
    <search className="mb-2 flex flex-wrap gap-2">
      <div className="relative flex-1 max-sm:basis-full sm:max-w-64">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted-foreground"
        />
        <Input
          type="search"
          name="q"
          aria-label="Search machines"
          placeholder="Search machines"
          className="pl-8"
          value={search.value}
          onChange={({ target: { value } }) => search.onChange(value)}
        />
      </div>
      <NativeSelect
        aria-label="State"
        name="state"
        className="w-auto max-sm:flex-1"
        value={view.state ?? ""}
        onChange={({ target: { value } }) =>
          onChange({ state: value === "started" || value === "archived" ? value : undefined })
        }
      >
        <NativeSelectOption value="">{`All states (${machines.length})`}</NativeSelectOption>
        <NativeSelectOption value="started">{`Started (${started})`}</NativeSelectOption>
        <NativeSelectOption value="archived">
          {`Archived (${machines.length - started})`}
        </NativeSelectOption>
      </NativeSelect>
      <NativeSelect
        aria-label="Order"
        name="sort"
        className="w-auto flex-1 sm:hidden"
        value={view.sort ?? ""}
        onChange={({ target: { value } }) =>
          onChange({ sort: MACHINE_SORTS.find((sort) => sort === value), desc: undefined })
        }
      >
        <NativeSelectOption value="">Newest first</NativeSelectOption>
        <NativeSelectOption value="name">By name</NativeSelectOption>
        <NativeSelectOption value="type">By type</NativeSelectOption>
        <NativeSelectOption value="state">By state</NativeSelectOption>
        <NativeSelectOption value="created">Oldest first</NativeSelectOption>
      </NativeSelect>
    </search>
  );
}
