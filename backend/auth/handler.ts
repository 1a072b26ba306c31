import { isDatabaseUnavailable } from "../db/helpers.ts";
import { env } from "../env.ts";
import { isPageOfOther, OTHER_USER, otherUserMessage } from "../http/page-user.ts";
import { refusalOfAddress } from "../http/rate-limit.ts";
import type { RateLimitName } from "../http/rate-limits.ts";
import { note } from "../log/request-record.ts";
import { createAuthorizer } from "../trpc/authorize.ts";
import { loadAuth } from "./load-auth.ts";
import { isRecent, SIGN_IN_AGAIN } from "./session-lifetime.ts";
import { readSessionToken, withoutSession, withoutSessionCopy } from "./session-token.ts";

interface Endpoint {
  /** A platform admin may call it while acting as somebody. */
  impersonator?: true;
  /** It takes a session that was signed in recently: whoever finds an open browser can't lock its owner out. */
  recent?: true;
  /** A browser goes there by itself: the page that it is led to when the database is away. */
  page?: string;
  /** How often it may be called from one address. */
  limit?: RateLimitName;
}

/**
 * Every auth endpoint there is; Better Auth brings three times as many, and none of them exists here
 * unless it is listed.
 */
const ENDPOINTS: Record<string, Endpoint> = {
  "/sign-in/social": { limit: "SIGN_IN_LIMIT" },
  "/callback/google": { page: "/login" },
  "/sign-out": { impersonator: true },
  "/get-session": { impersonator: true },
  "/list-sessions": {},
  "/revoke-session": { recent: true },
  "/revoke-other-sessions": { recent: true },
  "/revoke-sessions": { recent: true },
  "/integrations/link/google": {},
  "/integrations/callback/google": { page: "/user/settings" },
  "/integrations/link/slack-bot": {},
  "/integrations/callback/slack-bot": { page: "/user/settings" },
  "/service-auth/session": { limit: "SERVICE_AUTH_LIMIT" },
  "/dev/login": { limit: "SIGN_IN_LIMIT" },
};

/** Answers everything under /api/auth. */
export async function handleAuth(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const endpoint = ENDPOINTS[pathname.replace(/^\/api\/auth/, "")];
  if (!endpoint)
    return Response.json({ error: "There is nothing at this address." }, { status: 404 });
  const refusal = endpoint.limit && (await refusalOfAddress(endpoint.limit, request.headers));
  if (refusal) {
    // A connection whose request was not read to its end would be reset, under the next request on it.
    await request.arrayBuffer();
    return refusal;
  }
  try {
    const response = await answer(request, endpoint);
    noteFailure(response);
    return response;
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
  if (caller && isPageOfOther(request.headers, caller.user)) {
    const message = otherUserMessage(caller.user);
    return Response.json({ error: message, message, code: OTHER_USER }, { status: 409 });
  }
  if (caller?.session.impersonatedBy && !endpoint.impersonator)
    return Response.json(
      { error: "This is not possible while acting as somebody else.", code: "IMPERSONATING" },
      { status: 403 },
    );
  if (caller && endpoint.recent && !isRecent(caller.session))
    return Response.json(
      { error: "Please sign in again to end sessions.", code: SIGN_IN_AGAIN },
      { status: 403 },
    );

  const headers = (caller ? withoutSessionCopy : withoutSession)(request.headers);
  const auth = await loadAuth();
  return auth.handler(new Request(request, { headers }));
}

/** A round trip that failed ends on a page of ours, with its reason: nobody sees that by its status. */
function noteFailure({ headers }: Response) {
  const location = headers.get("location");
  const reason = location && URL.parse(location, env.VITE_PUBLIC_URL)?.searchParams.get("error");
  if (reason) note(`failed ${/^\w{1,64}$/.test(reason) ? reason : "for a reason of the provider"}`);
}
