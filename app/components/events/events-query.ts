import type { InstanceScope } from "../../lib/trpc";
import type { RouterContext } from "../../routes/root";

/** What of an instance's events is shown. It is the page's search string. */
export interface EventView {
  type?: string;
  /** The id of the event whose payload is open. */
  event?: string;
}

/** Reads a view from a search string that anybody may have typed; what makes no sense is left out. */
export function parseEventView({ type, event }: Record<string, unknown>): EventView {
  return {
    ...(typeof type === "string" && type.length > 0 && type.length <= 100 && { type }),
    ...(typeof event === "string" && event.length > 0 && event.length <= 64 && { event }),
  };
}

/** With more pages than these somebody is reading what is old, and all of them would be read again for what is new. */
const LIVE_PAGES = 4;

/** The events of an instance, a page at a time; kept up to date unless somebody has scrolled far. */
export const eventsQuery = (
  trpc: RouterContext["trpc"],
  scope: InstanceScope,
  { type }: EventView,
) =>
  trpc.event.list.infiniteQueryOptions(
    { ...scope, ...(type && { type }) },
    {
      getNextPageParam: ({ nextCursor }) => nextCursor,
      enabled: ({ state }) => (state.data?.pages.length ?? 0) <= LIVE_PAGES,
    },
  );
