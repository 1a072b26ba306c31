import type { Query, QueryClient } from "@tanstack/react-query";
import type { TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { LiveMessage } from "../../backend/durable-objects/live-message";
import type { AppRouter } from "../../backend/trpc/root";

/** Messages that come together cause one refetch, and the tabs of a large organization do not all ask at once. */
const GATHER_MS = 50;
const SPREAD_MS = 100;

interface LiveQueriesOptions {
  queryClient: QueryClient;
  trpc: TRPCOptionsProxy<AppRouter>;
  /** This tab, whose own mutations refresh what it shows themselves. */
  tabId: string;
  /** Called after every refresh. */
  onRefreshed: () => Promise<void>;
}

/** The path of a query and the instance it is about, from where tRPC puts them in its key. */
function readKey([path, options]: readonly unknown[]) {
  if (!Array.isArray(path)) return undefined;
  const input = property(options, "input");
  return { path: path.join("."), instanceSlug: property(input, "instanceSlug") };
}

const property = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

/**
 * Reads again what live messages say is out of date. They say that something changed, never what it is
 * now: so messages that come twice, late or in the wrong order cost a refetch and show nothing wrong.
 */
export function createLiveQueries({ queryClient, trpc, tabId, onRefreshed }: LiveQueriesOptions) {
  let messages: LiveMessage[] = [];
  let everything = false;
  let running = false;

  async function run() {
    if (running) return;
    running = true;
    try {
      while (everything || messages.length > 0) {
        await delay(GATHER_MS + Math.random() * SPREAD_MS);
        // In the middle of an optimistic change the server's answer would take it back for a moment.
        if (queryClient.isMutating() > 0) continue;
        await refresh();
      }
    } finally {
      running = false;
    }
  }

  async function refresh() {
    const all = everything;
    const stale = messages.map(staleBy);
    everything = false;
    messages = [];
    await queryClient.invalidateQueries({
      ...trpc.pathFilter(),
      predicate: (query) => all || stale.some((isStale) => isStale(query)),
    });
    await onRefreshed();
  }

  /** Whether a message is about a query. */
  function staleBy({ paths, instanceId, tabId: sender }: LiveMessage) {
    const instanceSlug = instanceId && slugOf(instanceId);
    return (query: Query) => {
      const key = readKey(query.queryKey);
      if (!key) return false;
      const ofInstance = key.instanceSlug;
      if (!paths.includes(key.path)) return false;
      if (instanceSlug && ofInstance && ofInstance !== instanceSlug) return false;
      // What this tab shows, its own mutation has refreshed; what it only remembers may not.
      return sender !== tabId || !query.isActive();
    };
  }

  function slugOf(instanceId: string) {
    const viewer = queryClient.getQueryData(trpc.user.me.queryKey());
    return viewer?.organizations
      .flatMap(({ instances }) => instances)
      .find(({ id }) => id === instanceId)?.slug;
  }

  return {
    hear(message: LiveMessage) {
      messages.push(message);
      void run();
    },
    /** For when messages were missed: everything shown is read again. */
    refreshAll() {
      everything = true;
      void run();
    },
  };
}

export const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
