import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type InstanceScope, useTRPC } from "../../lib/trpc";
import { NativeSelect, NativeSelectOption } from "../ui/native-select";
import type { EventView } from "./events-query";

const ALL = "";

export function EventTypeFilter({ scope, view }: { scope: InstanceScope; view: EventView }) {
  const trpc = useTRPC();
  const navigate = useNavigate({ from: "/$organizationSlug/$instanceSlug/events" });
  const { data: known = [] } = useQuery(trpc.event.types.queryOptions(scope));
  // The one that is chosen is there before the others are known, and if there is none of it.
  const types = view.type && !known.includes(view.type) ? [...known, view.type].sort() : known;
  return (
    <NativeSelect
      aria-label="Filter by type"
      name="type"
      className="w-56 max-w-full"
      value={view.type ?? ALL}
      onChange={({ target: { value } }) =>
        void navigate({ search: value === ALL ? {} : { type: value }, replace: true })
      }
    >
      <NativeSelectOption value={ALL}>All types</NativeSelectOption>
      {types.map((type) => (
        <NativeSelectOption key={type} value={type}>
          {type}
        </NativeSelectOption>
      ))}
    </NativeSelect>
  );
}
