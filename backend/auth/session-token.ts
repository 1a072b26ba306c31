import { parseSigned } from "hono/utils/cookie";
import { env } from "../env.ts";

/** Better Auth's cookie names; it adds the prefix when the site is served over https. */
export const COOKIE_PREFIX = `${env.VITE_PUBLIC_URL.startsWith("https:") ? "__Secure-" : ""}better-auth.`;
export const SESSION = `${COOKIE_PREFIX}session_token`;
/** Better Auth's copy of the session, which it may cut into several. */
export const SESSION_COPY = `${COOKIE_PREFIX}session_data`;

/**
 * The session token of the request's cookie if its signature is ours, else undefined. Whether that
 * session is alive is the database's to say: the authorization statement asks it. (Better Auth's
 * getSession would answer from its cookie cache, which can be five minutes behind, at ten times the cost.)
 */
export async function readSessionToken(headers: Headers): Promise<string | undefined> {
  const cookies = headers.get("cookie");
  if (!cookies?.includes(SESSION)) return undefined;
  return (await parseSigned(cookies, env.BETTER_AUTH_SECRET, SESSION))[SESSION] || undefined;
}

/** The request's headers without Better Auth's copy of the session, so that it reads the session itself. */
export const withoutSessionCopy = (headers: Headers) =>
  withoutCookies(headers, (name) => name.startsWith(SESSION_COPY));

/** The request's headers as of somebody who is not signed in. */
export const withoutSession = (headers: Headers) =>
  withoutCookies(headers, (name) => name === SESSION || name.startsWith(SESSION_COPY));

function withoutCookies(headers: Headers, dropped: (name: string) => boolean): Headers {
  const cookies = (headers.get("cookie") ?? "").split(/; */).filter(Boolean);
  const kept = cookies.filter((cookie) => !dropped(cookie.split("=")[0] ?? ""));
  const result = new Headers(headers);
  if (kept.length > 0) result.set("cookie", kept.join("; "));
  else result.delete("cookie");
  return result;
}
