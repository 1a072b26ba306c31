import { parseSigned, serializeSigned } from "hono/utils/cookie";
import { env } from "../env.ts";

/** Better Auth's cookie names; it adds the prefix when the site is served over https. */
export const COOKIE_PREFIX = `${env.VITE_PUBLIC_URL.startsWith("https:") ? "__Secure-" : ""}better-auth.`;
export const SESSION = `${COOKIE_PREFIX}session_token`;
/** Better Auth's copy of the session, which it may cut into several. */
export const SESSION_COPY = `${COOKIE_PREFIX}session_data`;
/** Says that the session ends with the browser. */
export const NOT_REMEMBERED = `${COOKIE_PREFIX}dont_remember`;
/** The platform admin's session during an impersonation, to return to. */
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
 * The request's headers for Better Auth. Its parser reads a Cookie header differently from ours, so the header
 * is built anew from the cookies that we parsed and whose signature is ours. The session's cached copy is left
 * out, so that Better Auth reads the session from the database.
 * @param passedOn maps the name of each cookie for Better Auth to its name in the browser.
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

/** The cookies of a signed-in user. */
export const SESSION_COOKIES = {
  [SESSION]: SESSION,
  [NOT_REMEMBERED]: NOT_REMEMBERED,
  [ADMIN_SESSION]: ADMIN_SESSION,
};
