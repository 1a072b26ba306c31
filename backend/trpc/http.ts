import { getTRPCErrorShape, TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { withCookies } from "../auth/response-cookies.ts";
import { isFromOurPages } from "../http/origin.ts";
import { RATE_LIMITS } from "../http/rate-limits.ts";
import { expectEnd } from "../log/request-record.ts";
import { createContext } from "./context.ts";
import { reportFailedCall } from "./report-failed-call.ts";
import { appRouter } from "./root.ts";

const MAX_BATCH_SIZE = 20;
const MAX_BODY_BYTES = 1024 * 1024;
const RETRY_AFTER_S: Partial<Record<TRPC_ERROR_CODE_KEY, number>> = {
  SERVICE_UNAVAILABLE: 5,
  TOO_MANY_REQUESTS: RATE_LIMITS.MUTATION_LIMIT.periodS,
};

/** A request that no procedure gets to see is answered like a call that failed. */
function refuse(code: TRPC_ERROR_CODE_KEY, message: string) {
  const error = new TRPCError({ code, message });
  const shape = getTRPCErrorShape({
    config: appRouter._def._config,
    error,
    type: "unknown",
    path: undefined,
    input: undefined,
    ctx: undefined,
  });
  return Response.json({ error: shape }, { status: getHTTPStatusCodeFromError(error) });
}

/**
 * Lets a POST, the only method that changes something, come from our own pages alone. Browsers send
 * Origin with every POST, and ask before they send JSON to another site: a form can do neither.
 */
const fromOurPages = createMiddleware(async ({ req }, next) => {
  if (req.method === "POST") {
    if (!isFromOurPages(req.raw.headers))
      return refuse("FORBIDDEN", "Calls from other sites are not allowed.");
    const [type = ""] = (req.header("content-type") ?? "").split(";");
    if (type.trim().toLowerCase() !== "application/json")
      return refuse("UNSUPPORTED_MEDIA_TYPE", "Please send JSON, as application/json.");
  }
  await next();
});

/**
 * Reads the body before anything can be answered. The runtime resets a connection whose request was
 * not read to its end, under the next request on it; and who is refused is refused before their input is read.
 */
const readWhole = createMiddleware(async (c, next) => {
  const { raw } = c.req;
  if (raw.method === "POST")
    c.req.raw = new Request(raw, { method: "POST", body: await raw.arrayBuffer() });
  await next();
});

/** tRPC over HTTP. */
export const trpc = new Hono();

trpc.use(
  bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => refuse("PAYLOAD_TOO_LARGE", "Please send at most 1 MiB at once."),
  }),
);
trpc.use(readWhole);
trpc.use(fromOurPages);
trpc.all("/*", async (c) => {
  const context = createContext({ request: c.req.raw });
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: c.req.raw,
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
