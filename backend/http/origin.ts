import { hasServiceToken } from "../auth/service-token.ts";
import { env } from "../env.ts";

/**
 * Whether a request that changes something is from one of our own pages. Browsers send Origin with every
 * POST, also a form's; a service, which has none, shows its token.
 */
export function isFromOurPages(headers: Headers): boolean {
  const origin = headers.get("origin");
  return origin === null ? hasServiceToken(headers) : origin === env.VITE_PUBLIC_URL;
}
