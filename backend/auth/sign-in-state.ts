import { COOKIE_PREFIX } from "./session-token.ts";

// Better Auth binds a sign-in to its browser by one cookie with the sign-in's state, so the first of two tabs that
// sign in at once would fail. In the browser each state has a separate cookie.

const STATE = `${COOKIE_PREFIX}state`;

const nameFor = (state: string) => `${STATE}.${state.slice(0, 8)}`;

/** The state's cookie for Better Auth, as `headersForBetterAuth` takes it. */
export function stateCookieOf(url: URL): Record<string, string> {
  const state = url.searchParams.get("state") ?? "";
  return /^[\w-]{32}$/.test(state) ? { [STATE]: nameFor(state) } : {};
}

/** A response of Better Auth's with the state's cookie under the name that it has in the browser. */
export function withOwnStateCookie(response: Response, url: URL): Response {
  const cookies = response.headers.getSetCookie();
  if (!cookies.some((cookie) => cookie.startsWith(`${STATE}=`))) return response;
  const result = new Response(response.body, response);
  result.headers.delete("set-cookie");
  for (const cookie of cookies) result.headers.append("set-cookie", renamed(cookie, url));
  return result;
}

/** A cookie that is set names its state. One that is expired belongs to the callback's state. */
function renamed(cookie: string, url: URL) {
  const [, made] = cookie.match(new RegExp(`^${STATE.replaceAll(".", "\\.")}=([\\w-]*)`)) ?? [];
  if (made === undefined) return cookie;
  const name = made ? nameFor(made) : stateCookieOf(url)[STATE];
  return name ? cookie.replace(STATE, name) : cookie;
}
