import { normalizeName } from "../../../backend/utils/names";
import type { Machine } from "../../lib/trpc";

export const MACHINE_SORTS = ["name", "type", "state", "created"] as const;
export type MachineSort = (typeof MACHINE_SORTS)[number];

/** What of an instance's machines is shown, and in which order. It is the page's search string. */
export interface MachineView {
  /** Part of the name or the id. */
  q?: string;
  state?: Machine["state"];
  /** The newest first unless it says otherwise. */
  sort?: MachineSort;
  desc?: boolean;
}

/** Reads a view from a search string that anybody may have typed; what makes no sense is left out. */
export function parseMachineView(search: Record<string, unknown>): MachineView {
  const sort = MACHINE_SORTS.find((name) => name === search.sort);
  return {
    // A search for digits arrives as a number.
    ...(typeof search.q === "number" && { q: String(search.q) }),
    ...(typeof search.q === "string" && search.q && { q: search.q }),
    ...((search.state === "started" || search.state === "archived") && { state: search.state }),
    ...(sort && { sort }),
    ...(sort && search.desc === true && { desc: true }),
  };
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

const COMPARE: Record<MachineSort, (a: Machine, b: Machine) => number> = {
  name: (a, b) => collator.compare(a.name, b.name),
  type: (a, b) => collator.compare(a.type, b.type),
  state: (a, b) => collator.compare(a.state, b.state),
  created: (a, b) => collator.compare(a.createdAt, b.createdAt),
};

/** The machines that a view shows, in its order. */
export function viewMachines(machines: Machine[], { q, state, sort, desc }: MachineView) {
  const wanted = normalizeName(q ?? "").toLowerCase();
  const shown = machines.filter(
    (machine) =>
      (!state || machine.state === state) &&
      (machine.name.toLowerCase().includes(wanted) || machine.id.includes(wanted)),
  );
  if (!sort) return shown;
  const compare = COMPARE[sort];
  return shown.sort((a, b) => (desc ? compare(b, a) : compare(a, b)));
}
