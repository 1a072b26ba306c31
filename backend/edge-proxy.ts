import { isLoopback } from "./http/loopback.ts";
import { REQUEST_ID, requestId } from "./http/request-id.ts";
import { NO_PAGE_POLICY, ONLY_HTTPS, SECURITY_HEADERS } from "./http/security-headers.ts";

/**
 * The public worker: passes everything to the app worker, which has no address of its own. It reads no
 * body and holds no secret, so requests, answers and WebSockets stream through it as they are.
 */
export default {
  async fetch(request, env) {
    const secure = secureAddress(request.url);
    // 308 keeps the method. Nothing of the app's is ever given over http, so no cookie and no page is.
    if (secure) return new Response(null, { status: 308, headers: { location: secure } });
    const headers = trustworthyHeaders(request.headers);
    try {
      return await env.APP.fetch(new Request(request, { headers }));
    } catch (error) {
      const id = requestId(headers);
      const reason = error instanceof Error ? error.message : typeof error;
      console.error(
        JSON.stringify({ level: "error", message: "app not reachable", requestId: id, reason }),
      );
      return unreachable(request, id);
    }
  },
} satisfies ExportedHandler<{ APP: Fetcher }>;

/** The https address to redirect to. A loopback address is served over http and has none. */
function secureAddress(address: string): string | undefined {
  const url = new URL(address);
  if (url.protocol !== "http:" || isLoopback(url.hostname)) return undefined;
  url.protocol = "https:";
  return url.href;
}

/**
 * What a proxy says of a request, and Cloudflare leaves as the client sent it. There is no proxy before
 * this one that may say it. `cf-connecting-ip` and its like stay: Cloudflare sets them itself.
 */
const ONLY_A_PROXY_MAY_SET = [
  "forwarded",
  "true-client-ip",
  "x-client-ip",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-prefix",
  "x-forwarded-proto",
  "x-forwarded-server",
  "x-original-host",
  "x-original-url",
  "x-real-ip",
  "x-rewrite-url",
];

function trustworthyHeaders(received: Headers) {
  const headers = new Headers(received);
  for (const name of ONLY_A_PROXY_MAY_SET) headers.delete(name);
  headers.set(REQUEST_ID, requestId(received));
  return headers;
}

function unreachable(request: Request, id: string) {
  const message = "OS2 can't be reached right now. Please try again in a moment.";
  const { protocol, pathname } = new URL(request.url);
  const init = {
    status: 502,
    headers: {
      ...SECURITY_HEADERS,
      ...(protocol === "https:" && { "strict-transport-security": ONLY_HTTPS }),
      "content-security-policy": NO_PAGE_POLICY,
      "cache-control": "no-store",
      "retry-after": "5",
      [REQUEST_ID]: id,
    },
  };
  if (pathname.startsWith("/api/")) return Response.json({ error: message }, init);
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>OS2 is away</title>
<h1>OS2 is away</h1>
<p>${message}</p>
<p><small>Reference: ${id}</small></p>
</html>
`;
  return new Response(page, {
    ...init,
    headers: { ...init.headers, "content-type": "text/html; charset=utf-8" },
  });
}
