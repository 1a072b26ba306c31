import { z } from "zod";
import { COOKIE_PREFIX } from "../../../auth/session-token.ts";
import { env } from "../../../env.ts";
import { VERSION } from "../../../http/response-headers.ts";
import { adminProcedure } from "../../trpc.ts";

/** What may be looked at of a request: nothing that anybody could sign in with. */
const SHOWN_HEADERS = [
  "accept-language",
  "cf-connecting-ip",
  "cf-ray",
  "host",
  "origin",
  "referer",
  "sec-fetch-site",
  "user-agent",
  "x-forwarded-proto",
  "x-request-id",
];

/** What the server knows of this very request: for finding out why somebody is not who they should be. */
export const sessionInfo = adminProcedure.query(({ ctx }) => {
  const { headers } = ctx.request;
  const cookies = headers.get("cookie")?.split(/; */) ?? [];
  const { createdAt, updatedAt, expiresAt, ...rest } = ctx.session;
  const session = {
    ...rest,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
  return {
    session,
    user: ctx.user,
    cookies: cookies.map((cookie) => {
      const [name = "", ...value] = cookie.split("=");
      return { name, bytes: cookie.length, setAt: setAt(name, value.join("="), session) };
    }),
    headers: Object.fromEntries(
      SHOWN_HEADERS.flatMap((name) => {
        const value = headers.get(name);
        return value === null ? [] : [[name, value]];
      }),
    ),
    stage: env.VITE_APP_STAGE,
    publicUrl: env.VITE_PUBLIC_URL,
    version: VERSION,
  };
});

/** A browser does not tell a cookie's age; of ours, the session and its copy know their own. */
function setAt(name: string, value: string, session: { updatedAt: string }): string | null {
  if (name === `${COOKIE_PREFIX}session_token`) return session.updatedAt;
  if (name === `${COOKIE_PREFIX}session_data`) return copiedAt(value);
  return null;
}

const sessionCopy = z.object({ session: z.object({ updatedAt: z.number() }) });

/** When Better Auth wrote its copy of the session, which it takes for true for some minutes. */
function copiedAt(value: string): string | null {
  try {
    const base64 = decodeURIComponent(value).replace(/-/g, "+").replace(/_/g, "/");
    const { session } = sessionCopy.parse(JSON.parse(atob(base64)));
    return new Date(session.updatedAt).toISOString();
  } catch {
    // Not ours, or of another version: then its age is not known.
    return null;
  }
}
