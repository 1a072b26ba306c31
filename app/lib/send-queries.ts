import { dehydrate, hydrate, type QueryClient } from "@tanstack/react-query";
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
    hydrate(queryClient, sent.queries);
  };
}
