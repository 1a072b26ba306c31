import { parseSigned, serializeSigned } from "hono/utils/cookie";
import { env } from "../env.ts";

/** Better Auth's cookie names; it adds the prefix when the site is served over https. */
export const COOKIE_PREFIX = `${env.VITE_PUBLIC_URL.startsWith("https:") ? "__Secure-" : ""}better-auth.`;
export const SESSION = `${COOKIE_PREFIX}session_token`;
/** Better Auth's copy of the session, which it may cut into several. */
export const SESSION_COPY = `${COOKIE_PREFIX}session_data`;
/** Says that the session ends with the browser. */
export const NOT_REMEMBERED = `${COOKIE_PREFIX}dont_remember`;
/** The session of a platform admin who acts as somebody, to go back to. */
export const ADMIN_SESSION = `${COOKIE_PREFIX}admin_session`;

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

/**
 * The request's headers as Better Auth may see them, which would read a Cookie header in ways of its own:
 * with those of its cookies that we have read ourselves and whose signature is ours, and nothing else. Its
 * copy of the session is left out, so that it reads the session itself.
 * @param passedOn which of its cookies, by the name that it gets them under, and their names in the browser.
 */
export async function headersForBetterAuth(
  headers: Headers,
  passedOn: Record<string, string>,
): Promise<Headers> {
  const result = new Headers(headers);
  result.delete("cookie");
  const signed = await parseSigned(headers.get("cookie") ?? "", env.BETTER_AUTH_SECRET);
  const cookies: string[] = [];
  for (const [name, inBrowser] of Object.entries(passedOn)) {
    const value = signed[inBrowser];
    if (value) cookies.push(await signedPair(name, value));
  }
  if (cookies.length > 0) result.set("cookie", cookies.join("; "));
  return result;
}

/** A NAME=VALUE pair. (Names that begin with __Secure- are refused without the attribute.) */
async function signedPair(name: string, value: string) {
  const cookie = await serializeSigned(name, value, env.BETTER_AUTH_SECRET, { secure: true });
  return cookie.replace(/;.*/, "");
}

/** The cookies of somebody who is signed in. */
export const SESSION_COOKIES = {
  [SESSION]: SESSION,
  [NOT_REMEMBERED]: NOT_REMEMBERED,
  [ADMIN_SESSION]: ADMIN_SESSION,
};
