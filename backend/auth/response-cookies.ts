import type { Context } from "../trpc/context.ts";
import { loadAuth } from "./load-auth.ts";
import { isDueForRenewal } from "./session-lifetime.ts";
import { headersForBetterAuth, SESSION_COOKIES } from "./session-token.ts";

/**
 * The response with the cookies that the request's calls set. When the session they ran with has been
 * in use for a day, it is renewed first, so that it lasts for as long as somebody keeps coming back.
 * Streamed responses are left alone: their cookies would not reach the browser.
 */
export async function withCookies(context: Context, response: Response): Promise<Response> {
  if (context.streams) return response;
  const session = context.authorize.known();
  if (session && context.cookies.length === 0 && isDueForRenewal(session)) {
    const auth = await loadAuth();
    const { headers } = await auth.api.getSession({
      headers: await headersForBetterAuth(context.request.headers, SESSION_COOKIES),
      returnHeaders: true,
    });
    context.cookies.push(...headers.getSetCookie());
  }
  if (context.cookies.length === 0) return response;
  const result = new Response(response.body, response);
  for (const cookie of context.cookies) result.headers.append("set-cookie", cookie);
  return result;
}
