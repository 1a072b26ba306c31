import { generateRandomString } from "better-auth/crypto";
import { and, eq, gt } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { db, transaction } from "../db/client.ts";
import { organizationUserMembership as membership, session, user } from "../db/schema.ts";
import { disconnectSessions } from "../live/live.ts";
import { note } from "../log/request-record.ts";
import { type Actor, audit, inEach, organizationsOf } from "../trpc/audit.ts";
import { auditStop } from "./end-sessions.ts";
import {
  cookiesIntoImpersonation,
  cookiesOfNobody,
  cookiesOutOfImpersonation,
  readAdminSession,
} from "./session-cookies.ts";
import { IMPERSONATION_S } from "./session-lifetime.ts";

// Better Auth's admin plugin has both too, in nine and ten statements and without a transaction.

const ended = alias(session, "ended");

interface Caller<A extends Actor> {
  headers: Headers;
  actor: A;
}

/**
 * Starts acting as somebody, in a session of its own of half an hour. The admin's session is kept in a
 * second cookie. Whether the admin may is for the caller to say: see requireMayActAs.
 * @returns the cookies that put the browser into it.
 */
export async function startImpersonation(
  { headers, actor }: Caller<Actor>,
  { id: userId }: { id: string },
  reason: string,
) {
  const token = generateRandomString(32);
  const organizationIds = await organizationsOf(db, userId);
  await transaction(async (tx) => {
    await tx.insert(session).values({
      token,
      userId,
      expiresAt: new Date(Date.now() + IMPERSONATION_S * 1000),
      ipAddress: headers.get("cf-connecting-ip"),
      userAgent: headers.get("user-agent"),
      impersonatedBy: actor.user.id,
      impersonationReason: reason,
    });
    await audit(
      tx,
      actor,
      ...inEach(organizationIds, {
        action: "impersonation.start",
        target: userId,
        metadata: { reason },
      }),
    );
  });
  note("session made");
  return cookiesIntoImpersonation(headers, token);
}

type Impersonator = Actor & { session: { id: string }; impersonatorId: string };

/** @returns the cookies that put the browser back into the admin's session, or sign it out if that is over. */
export async function stopImpersonation({ headers, actor }: Caller<Impersonator>) {
  const kept = await readAdminSession(headers);
  const own = and(
    eq(session.token, kept?.token ?? ""),
    eq(session.userId, actor.impersonatorId),
    gt(session.expiresAt, new Date()),
  );
  const rows = await db
    .select({
      ownId: session.id,
      organizationId: membership.organizationId,
      reason: ended.impersonationReason,
    })
    .from(user)
    .leftJoin(session, own)
    .leftJoin(ended, eq(ended.id, actor.session.id))
    .leftJoin(membership, eq(membership.userId, user.id))
    .where(eq(user.id, actor.user.id));

  const organizationIds = rows.flatMap(({ organizationId }) => organizationId ?? []);
  const { id } = actor.session;
  await transaction(async (tx) => {
    const { rowsAffected } = await tx.delete(session).where(eq(session.id, id));
    // It has been stopped already, at the same moment.
    if (rowsAffected === 0) return;
    const reason = rows[0]?.reason ?? null;
    const { impersonatorId: impersonatedBy } = actor;
    await auditStop(tx, { userId: actor.user.id, impersonatedBy, reason, organizationIds });
  });
  note("session ended");
  disconnectSessions([{ id, organizationIds }]);
  return kept && rows[0]?.ownId
    ? cookiesOutOfImpersonation(headers, kept)
    : cookiesOfNobody(headers);
}
