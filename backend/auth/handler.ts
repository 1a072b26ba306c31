import { isDatabaseUnavailable } from "../db/helpers.ts";
import { env } from "../env.ts";
import { isFromOurPages } from "../http/origin.ts";
import { isPageOfOther, OTHER_USER, otherUserMessage } from "../http/page-user.ts";
import { refusalOfAddress } from "../http/rate-limit.ts";
import type { RateLimitName } from "../http/rate-limits.ts";
import { note } from "../log/request-record.ts";
import { createAuthorizer } from "../trpc/authorize.ts";
import { loadAuth } from "./load-auth.ts";
import { isRecent, SIGN_IN_AGAIN } from "./session-lifetime.ts";
import { headersForBetterAuth, readSessionToken, SESSION_COOKIES } from "./session-token.ts";
import { stateCookieOf, withOwnStateCookie } from "./sign-in-state.ts";

interface Endpoint {
  /** A platform admin may call it while acting as somebody. */
  impersonator?: true;
  /** It takes a recent sign-in: a person who finds an open browser can't connect their own accounts to it. */
  recent?: true;
  /** A browser is led there, by GET; all others take a POST. The page that it ends on when the database is away. */
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
  "/integrations/link/google": { recent: true },
  "/integrations/callback/google": { page: "/user/settings" },
  "/integrations/link/slack-bot": { recent: true },
  "/integrations/callback/slack-bot": { page: "/user/settings" },
  "/service-auth/session": { limit: "SERVICE_AUTH_LIMIT" },
  "/dev/login": { limit: "SIGN_IN_LIMIT" },
};

/** For the tests that go through all of them. */
export const AUTH_PATHS = Object.keys(ENDPOINTS);

/** Answers everything under /api/auth. */
export async function handleAuth(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const endpoint = ENDPOINTS[pathname.replace(/^\/api\/auth/, "")];
  if (!endpoint || request.method !== (endpoint.page ? "GET" : "POST"))
    return Response.json({ error: "There is nothing at this address." }, { status: 404 });
  const refusal = endpoint.limit && (await refusalOfAddress(endpoint.limit, request.headers));
  if (refusal) return refusal;
  if (request.method === "POST" && !mayPost(request.headers))
    return refuse("FORBIDDEN", "Calls from other sites are not allowed.");
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
    return refuse("IMPERSONATING", "This is not possible while impersonating a user.");
  if (caller && endpoint.recent && !isRecent(caller.session))
    return refuse(SIGN_IN_AGAIN, "Please sign in again to do this.");

  const url = new URL(request.url);
  const headers = await headersForBetterAuth(request.headers, {
    ...(caller && SESSION_COOKIES),
    ...stateCookieOf(url),
  });
  const auth = await loadAuth();
  return withOwnStateCookie(await auth.handler(new Request(request, { headers })), url);
}

/** A request without cookies carries no user that another site could act for, and a browser always sends Origin. */
const mayPost = (headers: Headers) =>
  isFromOurPages(headers) || !(headers.has("origin") || headers.has("cookie"));

const refuse = (code: string, message: string) =>
  Response.json({ error: message, code, message }, { status: 403 });

/** A round trip that failed ends on a page of ours, with its reason: nobody sees that by its status. */
function noteFailure({ headers }: Response) {
  const location = headers.get("location");
  const reason = location && URL.parse(location, env.VITE_PUBLIC_URL)?.searchParams.get("error");
  if (reason) note(`failed ${/^\w{1,64}$/.test(reason) ? reason : "for a reason of the provider"}`);
}
