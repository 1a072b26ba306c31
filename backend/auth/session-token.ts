import { parseSigned } from "hono/utils/cookie";
import { env } from "../env.ts";

/** Better Auth's cookie name; it adds the prefix when the site is served over https. */
const COOKIE = `${env.VITE_PUBLIC_URL.startsWith("https:") ? "__Secure-" : ""}better-auth.session_token`;

/**
 * The session token of the request's cookie if its signature is ours, else undefined. Whether that
 * session is alive is the database's to say: the authorization statement asks it. (Better Auth's
 * getSession would answer from its cookie cache, which can be five minutes behind, at ten times the cost.)
 */
export async function readSessionToken(headers: Headers): Promise<string | undefined> {
  const cookies = headers.get("cookie");
  if (!cookies?.includes(COOKIE)) return undefined;
  return (await parseSigned(cookies, env.BETTER_AUTH_SECRET, COOKIE))[COOKIE] || undefined;
}
