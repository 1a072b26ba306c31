import {
  MutationCache,
  onlineManager,
  QueryClient,
  QueryClientProvider,
} from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { createTRPCClient } from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { setNonce } from "get-nonce";
import type { AppRouter } from "../backend/trpc/root";
import type { Context } from "../backend/trpc/context";
import { ErrorPage } from "./components/error-page";
import { NotFoundPage } from "./components/not-found-page";
import { isTemporary } from "./lib/errors";
import { nextTask } from "./lib/next-task";
import { knowPageUser } from "./lib/page-user";
import { TRPCProvider } from "./lib/trpc";
import { type Preferences, readPreferences } from "./lib/preferences";
import { sendQueries } from "./lib/send-queries";
import { learnServerTime } from "./lib/server-time";
import { readNonce, readSite, type Site } from "./lib/site";
import { offerSignInAgain } from "./lib/sign-in-again";
import { createTrpcLinks } from "./lib/trpc-link";
import { routeTree } from "./routeTree.gen";

/** Made once in the browser, and for each request on the server. */
export async function getRouter() {
  const queryClient = new QueryClient({
    mutationCache: new MutationCache({ onError: offerSignInAgain }),
    defaultOptions: {
      queries: {
        // What the server rendered is fresh; what is open is refreshed on focus and by live updates.
        staleTime: 30_000,
        retry: (failures, error) =>
          // A page that waits for retries on the server would keep the person looking at nothing.
          !import.meta.env.SSR && failures < 2 && isTemporary(error) && onlineManager.isOnline(),
        // Without a network a call fails at once, and the page says so, rather than waiting for it unseen.
        networkMode: "always",
        refetchOnReconnect: true,
      },
      mutations: { networkMode: "always" },
    },
  });
  const trpcClient = createTRPCClient<AppRouter>({ links: createTrpcLinks() });
  const trpc = createTRPCOptionsProxy<AppRouter>({ client: trpcClient, queryClient });

  if (!import.meta.env.SSR)
    knowPageUser(() => queryClient.getQueryData(trpc.user.me.queryKey())?.user.id);

  const site = readSite();
  const preferences = readPreferences();

  const router = createRouter({
    routeTree,
    ssr: { nonce: readNonce() },
    context: { queryClient, trpc, site, preferences },
    // What the server knows of the site and of this browser goes to the browser with the first page.
    dehydrate: () => ({ site, preferences }),
    hydrate: ({ site, preferences }: { site: Site; preferences: Preferences }) => {
      learnServerTime(site.renderedAt);
      // What Radix puts into the page while a dialog is open: a style that stops it from scrolling.
      setNonce(router.options.ssr?.nonce ?? "");
      router.update({ context: { queryClient, trpc, site, preferences } });
    },
    defaultPreload: "intent",
    // The query cache decides what is fresh.
    defaultPreloadStaleTime: 0,
    // Soon enough to show that something happens, late enough not to flicker.
    defaultPendingMs: 200,
    defaultPendingMinMs: 300,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
    Wrap: ({ children }) => (
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
          {children}
        </TRPCProvider>
      </QueryClientProvider>
    ),
  });
  sendQueries(router, queryClient);
  // What the server knows is read in a task of its own (client.tsx).
  if (!import.meta.env.SSR) await nextTask();
  return router;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: Awaited<ReturnType<typeof getRouter>>;
    server: { requestContext: { trpc: Context; site: Site; nonce: string } };
  }
}
