import { createIsomorphicFn, getGlobalStartContext } from "@tanstack/react-start";
import { httpBatchStreamLink, httpLink, localLink, splitLink, type TRPCLink } from "@trpc/client";
import { tap } from "@trpc/server/observable";
import { TAB_ID_HEADER } from "../../backend/durable-objects/live-protocol";
import { OTHER_USER } from "../../backend/http/page-user";
import { reportFailedCall } from "../../backend/trpc/report-failed-call";
import { appRouter, type AppRouter } from "../../backend/trpc/root";
import { startAnew } from "./leave-to";
import { pageUserHeaders } from "./page-user";
import { tabId } from "./tab-id";

/**
 * Calls whose answer may set cookies: a stream's head, and with it every cookie, leaves before its calls
 * are done. `user.me` is what every open page keeps asking, and so what renews the session.
 */
const SETS_COOKIES = new Set([
  "user.me",
  "user.deleteAccount",
  "admin.impersonate",
  "admin.stopImpersonating",
  // It may call any of these.
  "admin.callProcedure",
]);

const http = {
  url: "/api/trpc",
  headers: () => ({ [TAB_ID_HEADER]: tabId(), ...pageUserHeaders() }),
};

/** A page whose call is refused since another person is signed in by now becomes theirs. */
const startAnewForOther: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    next(op).pipe(
      tap({
        error: ({ data }) => {
          if (data?.reason === OTHER_USER) startAnew();
        },
      }),
    );

/**
 * On the server a page's queries run in process, in the context of the page's request, so they share
 * its authorization. In the browser they go over HTTP; the stream answers each call as it is done
 * instead of holding the fast ones for the slowest.
 */
export const createTrpcLinks = createIsomorphicFn()
  .server(() => [
    localLink<AppRouter>({
      router: appRouter,
      createContext: async () => {
        const context = getGlobalStartContext();
        if (!context) throw new Error("A page's query ran outside of a request.");
        return context.trpc;
      },
      onError: reportFailedCall,
    }),
  ])
  .client(() => [
    startAnewForOther,
    splitLink<AppRouter>({
      condition: ({ path }) => SETS_COOKIES.has(path),
      true: httpLink(http),
      // The server takes no longer address (backend/http/request-limits.ts).
      false: httpBatchStreamLink({ ...http, maxItems: 20, maxURLLength: 8000 }),
    }),
  ]);
