import { createIsomorphicFn, getGlobalStartContext } from "@tanstack/react-start";
import { httpBatchStreamLink, localLink } from "@trpc/client";
import { TAB_ID_HEADER } from "../../backend/durable-objects/live-protocol";
import { appRouter, type AppRouter } from "../../backend/trpc/root";
import { tabId } from "./tab-id";

/**
 * On the server a page's queries run in process, in the context of the page's request, so they share
 * its authorization. In the browser they go over HTTP; the stream answers each call as it is done
 * instead of holding the fast ones for the slowest.
 */
export const createTrpcLink = createIsomorphicFn()
  .server(() =>
    localLink<AppRouter>({
      router: appRouter,
      createContext: async () => {
        const context = getGlobalStartContext();
        if (!context) throw new Error("A page's query ran outside of a request.");
        return context.trpc;
      },
    }),
  )
  .client(() =>
    httpBatchStreamLink<AppRouter>({
      url: "/api/trpc",
      maxItems: 20,
      headers: () => ({ [TAB_ID_HEADER]: tabId() }),
    }),
  );
