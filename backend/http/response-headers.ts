import { createMiddleware } from "hono/factory";
import { env } from "../env.ts";
import { pagePolicy, REPORTING_ENDPOINTS } from "./content-security-policy.ts";
import { NO_PAGE_POLICY, ONLY_HTTPS, SECURITY_HEADERS } from "./security-headers.ts";

export const VERSION = String(import.meta.env["VITE_APP_VERSION"] ?? "unknown");

const ALWAYS = Object.entries({
  ...SECURITY_HEADERS,
  ...(env.VITE_PUBLIC_URL.startsWith("https:") && { "strict-transport-security": ONLY_HTTPS }),
  "x-os2-version": VERSION,
});

/** `nonce` is set by what renders a page, for its own scripts. */
export interface PageVariables {
  nonce?: string;
}

/** Gives every answer the headers that protect it. Nothing that a worker says is for a cache unless it says so. */
export const secureResponse = createMiddleware<{ Variables: PageVariables }>(async (c, next) => {
  await next();
  // The head of a WebSocket can't be changed, and has no use for any of them.
  if (c.res.status === 101) return;
  // Nor can that of a redirect, in some ways of making one.
  if (c.res.status >= 300 && c.res.status < 400) c.res = new Response(c.res.body, c.res);
  const { headers } = c.res;
  for (const [name, value] of ALWAYS) headers.set(name, value);
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  const nonce = c.get("nonce");
  headers.set("content-security-policy", nonce ? pagePolicy(nonce) : NO_PAGE_POLICY);
  if (nonce) headers.set("reporting-endpoints", REPORTING_ENDPOINTS);
});
