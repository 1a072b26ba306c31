/**
 * The public worker: passes everything to the app worker, which has no address of its own. It reads no
 * body and holds no secret, so requests, answers and WebSockets stream through it as they are.
 */
export default {
  async fetch(request, env) {
    const headers = trustworthyHeaders(request.headers);
    try {
      return await env.APP.fetch(new Request(request, { headers }));
    } catch (error) {
      console.error("The app can't be reached:", error);
      return unreachable(request, headers.get(REQUEST_ID) ?? "");
    }
  },
} satisfies ExportedHandler<{ APP: Fetcher }>;

const REQUEST_ID = "x-request-id";

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
  // It is written to logs, so one that could forge a line or flood them is replaced.
  if (!/^[\w.-]{8,128}$/.test(headers.get(REQUEST_ID) ?? ""))
    headers.set(REQUEST_ID, crypto.randomUUID());
  return headers;
}

function unreachable(request: Request, requestId: string) {
  const message = "OS2 can't be reached right now. Please try again in a moment.";
  const init = {
    status: 502,
    headers: { "cache-control": "no-store", "retry-after": "5", [REQUEST_ID]: requestId },
  };
  if (new URL(request.url).pathname.startsWith("/api/"))
    return Response.json({ error: message }, init);
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>OS2 is away</title>
<h1>OS2 is away</h1>
<p>${message}</p>
<p><small>Request ${requestId}</small></p>
</html>
`;
  return new Response(page, {
    ...init,
    headers: {
      ...init.headers,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
    },
  });
}
