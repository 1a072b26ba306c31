import { APIError } from "better-auth/api";
import { eq } from "drizzle-orm";
import { db, transaction } from "../db/client.ts";
import { session } from "../db/schema.ts";
import { audit, type Actor } from "../trpc/audit.ts";
import { auth } from "./auth.ts";
import { withoutSessionCopy } from "./session-token.ts";

interface Caller {
  headers: Headers;
  actor: Actor;
}

/**
 * Starts acting as somebody, in a session of its own of half an hour. The admin's session is kept in a
 * second cookie. Both ids and the reason are in the audit log before the browser gets the session.
 * @returns the cookies that put the browser into it.
 * @throws {APIError} when there is no such user, or it is a platform admin or banned.
 */
export async function startImpersonation(
  { headers, actor }: Caller,
  userId: string,
  reason: string,
) {
  const { headers: answer, response } = await auth.api.impersonateUser({
    body: { userId },
    headers: withoutSessionCopy(headers),
    returnHeaders: true,
  });
  await transaction(async (tx) => {
    await tx
      .update(session)
      .set({ impersonationReason: reason })
      .where(eq(session.id, response.session.id));
    await audit(tx, actor, { action: "impersonation.start", target: userId, metadata: { reason } });
  });
  return answer.getSetCookie();
}

/** @returns the cookies that put the browser back into the admin's session, or sign it out if that is over. */
export async function stopImpersonation({ headers, actor }: Caller) {
  let cookies: string[];
  try {
    const request = { headers: withoutSessionCopy(headers), returnHeaders: true } as const;
    cookies = (await auth.api.stopImpersonating(request)).headers.getSetCookie();
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    // Signing out writes into the audit log by itself.
    return signOutCookies(headers);
  }
  await audit(db, actor, { action: "impersonation.stop", target: actor.user.id });
  return cookies;
}

/** Ends the session of the request, whatever is left of it. @returns the cookies that take it from the browser. */
export async function signOutCookies(headers: Headers) {
  const { headers: answer } = await auth.api.signOut({
    headers: withoutSessionCopy(headers),
    returnHeaders: true,
  });
  return answer.getSetCookie();
}
