import { createAuthorizer } from "../trpc/authorize.ts";
import { auth } from "./auth.ts";
import { readSessionToken, withoutSession, withoutSessionCopy } from "./session-token.ts";

/**
 * Every auth endpoint there is; Better Auth brings three times as many, and none of them exists here
 * unless it is listed. `impersonator` marks what a platform admin may call while acting as somebody.
 */
const ENDPOINTS: Record<string, { impersonator?: true }> = {
  "/sign-in/social": {},
  "/callback/google": {},
  "/sign-out": { impersonator: true },
  "/get-session": { impersonator: true },
  "/list-sessions": {},
  "/revoke-session": {},
  "/revoke-other-sessions": {},
  "/revoke-sessions": {},
  "/integrations/link/google": {},
  "/integrations/callback/google": {},
  "/integrations/link/slack-bot": {},
  "/integrations/callback/slack-bot": {},
  "/service-auth/session": {},
  "/dev/login": {},
};

/**
 * Answers everything under /api/auth. Whether the request's session is alive is asked of the database
 * first, by the same statement that authorizes tRPC calls, so that a revoked session or a banned user
 * is nobody here too, whatever Better Auth's copy of the session in a cookie says.
 */
export async function handleAuth(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const endpoint = ENDPOINTS[pathname.replace(/^\/api\/auth/, "")];
  if (!endpoint)
    return Response.json({ error: "There is nothing at this address." }, { status: 404 });

  const caller = await createAuthorizer(() => readSessionToken(request.headers)).session();
  if (caller?.session.impersonatedBy && !endpoint.impersonator)
    return Response.json(
      { error: "This is not possible while acting as somebody else.", code: "IMPERSONATING" },
      { status: 403 },
    );

  const headers = (caller ? withoutSessionCopy : withoutSession)(request.headers);
  return auth.handler(new Request(request, { headers }));
}
