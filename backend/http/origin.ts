import { hasServiceToken } from "../auth/service-token.ts";
import { env } from "../env.ts";

/**
 * Tells a request that changes something from our own pages from one of another site's. Browsers send
 * Origin with every POST, also a form's; a service, which has none, shows its token.
 */
export function isFromOurPages(headers: Headers): boolean {
  const origin = headers.get("origin");
  return origin === null ? hasServiceToken(headers) : origin === env.VITE_PUBLIC_URL;
}
