import { isDatabaseUnavailable } from "../db/helpers.ts";
import { env } from "../env.ts";
import { createAuthorizer } from "../trpc/authorize.ts";
import { auth } from "./auth.ts";
import { readSessionToken, withoutSession, withoutSessionCopy } from "./session-token.ts";

interface Endpoint {
  /** A platform admin may call it while acting as somebody. */
  impersonator?: true;
  /** A browser goes there by itself: the page that it is led to when the database is away. */
  page?: string;
}

/**
 * Every auth endpoint there is; Better Auth brings three times as many, and none of them exists here
 * unless it is listed.
 */
const ENDPOINTS: Record<string, Endpoint> = {
  "/sign-in/social": {},
  "/callback/google": { page: "/login" },
  "/sign-out": { impersonator: true },
  "/get-session": { impersonator: true },
  "/list-sessions": {},
  "/revoke-session": {},
  "/revoke-other-sessions": {},
  "/revoke-sessions": {},
  "/integrations/link/google": {},
  "/integrations/callback/google": { page: "/user/settings" },
  "/integrations/link/slack-bot": {},
  "/integrations/callback/slack-bot": { page: "/user/settings" },
  "/service-auth/session": {},
  "/dev/login": {},
};

/** Answers everything under /api/auth. */
export async function handleAuth(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const endpoint = ENDPOINTS[pathname.replace(/^\/api\/auth/, "")];
  if (!endpoint)
    return Response.json({ error: "There is nothing at this address." }, { status: 404 });
  try {
    return await answer(request, endpoint);
  } catch (error) {
    if (!endpoint.page || !isDatabaseUnavailable(error)) throw error;
    return Response.redirect(`${env.VITE_PUBLIC_URL}${endpoint.page}?error=unavailable`);
  }
}

/**
 * Whether the request's session is alive is asked of the database first, by the same statement that
 * authorizes tRPC calls, so that a revoked session or a banned user is nobody here too, whatever Better
 * Auth's copy of the session in a cookie says.
 */
async function answer(request: Request, endpoint: Endpoint): Promise<Response> {
  const caller = await createAuthorizer(() => readSessionToken(request.headers)).session();
  if (caller?.session.impersonatedBy && !endpoint.impersonator)
    return Response.json(
      { error: "This is not possible while acting as somebody else.", code: "IMPERSONATING" },
      { status: 403 },
    );

  const headers = (caller ? withoutSessionCopy : withoutSession)(request.headers);
  return auth.handler(new Request(request, { headers }));
}
