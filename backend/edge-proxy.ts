/** The public worker: passes everything to the app worker, which has no address of its own. */
export default {
  async fetch(request, env) {
    const headers = new Headers(request.headers);
    if (!headers.has("x-request-id")) headers.set("x-request-id", crypto.randomUUID());
    try {
      return await env.APP.fetch(new Request(request, { headers }));
    } catch {
      return unreachable(request);
    }
  },
} satisfies ExportedHandler<{ APP: Fetcher }>;

function unreachable(request: Request) {
  const message = "OS2 can't be reached right now. Please try again in a moment.";
  const init = { status: 502, headers: { "cache-control": "no-store", "retry-after": "5" } };
  if (new URL(request.url).pathname.startsWith("/api/"))
    return Response.json({ error: message }, init);
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>OS2 is away</title><p>${message}</p></html>`;
  return new Response(page, {
    ...init,
    headers: { ...init.headers, "content-type": "text/html; charset=utf-8" },
  });
}
