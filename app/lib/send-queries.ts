import { dehydrate, type DehydratedState, hydrate, type QueryClient } from "@tanstack/react-query";
import type { AnyRouter } from "@tanstack/react-router";

/**
 * Gives the browser, with the page, the answers that its loaders have waited for. TanStack's own integration also
 * streams what comes after the page, which nothing here does: being ready for that takes a tenth of a page's CPU.
 */
export function sendQueries(router: AnyRouter, queryClient: QueryClient) {
  const { dehydrate: dehydrateRest, hydrate: hydrateRest } = router.options;
  router.options.dehydrate = async () => ({
    ...(await dehydrateRest?.()),
    queries: dehydrate(queryClient),
  });
  router.options.hydrate = async (sent) => {
    await hydrateRest?.(sent);
    hydrate(queryClient, receivedNow(sent.queries));
  };
}

/** How old an answer is, the browser tells by its own clock: the server's may be another. */
const receivedNow = (sent: DehydratedState): DehydratedState => ({
  ...sent,
  queries: sent.queries.map((query) => ({
    ...query,
    state: { ...query.state, dataUpdatedAt: Date.now() },
  })),
});
