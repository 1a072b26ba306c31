import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { withCookies } from "../auth/response-cookies.ts";
import { isFromOurPages } from "../http/origin.ts";
import { type BodyVariables, wholeRequest } from "../http/request-limits.ts";
import { RATE_LIMITS } from "../http/rate-limits.ts";
import { expectEnd } from "../log/request-record.ts";
import { createContext } from "./context.ts";
import { refuseCall } from "./refusal.ts";
import { reportFailedCall } from "./report-failed-call.ts";
import { appRouter } from "./root.ts";

const MAX_BATCH_SIZE = 20;
const RETRY_AFTER_S: Partial<Record<TRPC_ERROR_CODE_KEY, number>> = {
  SERVICE_UNAVAILABLE: 5,
  TOO_MANY_REQUESTS: RATE_LIMITS.MUTATION_LIMIT.periodS,
};

/**
 * Lets a POST, the only method that changes something, come from our own pages alone. Browsers send
 * Origin with every POST, and ask before they send JSON to another site: a form can do neither.
 */
const fromOurPages = createMiddleware(async ({ req }, next) => {
  if (req.method === "POST") {
    if (!isFromOurPages(req.raw.headers))
      return refuseCall("FORBIDDEN", "Calls from other sites are not allowed.");
    const [type = ""] = (req.header("content-type") ?? "").split(";");
    if (type.trim().toLowerCase() !== "application/json")
      return refuseCall("UNSUPPORTED_MEDIA_TYPE", "Please send JSON, as application/json.");
  }
  await next();
});

/** tRPC over HTTP. */
export const trpc = new Hono<{ Variables: BodyVariables }>();

trpc.use(fromOurPages);
trpc.all("/*", async (c) => {
  const context = createContext({ request: c.req.raw });
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: wholeRequest(c),
    router: appRouter,
    createContext: () => context,
    maxBatchSize: MAX_BATCH_SIZE,
    responseMeta: ({ errors }) => {
      const waits = errors.flatMap(({ code }) => RETRY_AFTER_S[code] ?? []);
      if (waits.length === 0) return {};
      return { headers: new Headers({ "retry-after": String(Math.max(...waits)) }) };
    },
    onError: reportFailedCall,
  });
  const answer = await withCookies(context, response);
  return context.streams && answer.body ? loggedAtItsEnd(answer.body, answer) : answer;
});

function loggedAtItsEnd(body: ReadableStream, head: Response) {
  const { readable, writable } = new IdentityTransformStream();
  // Cut short when the browser goes away before the end, which is no error of ours.
  expectEnd(body.pipeTo(writable).catch(() => {}));
  return new Response(readable, head);
}
