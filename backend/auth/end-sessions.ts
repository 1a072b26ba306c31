import { eq, inArray, type SQL } from "drizzle-orm";
import { db, type Transaction, transaction } from "../db/client.ts";
import { organizationUserMembership as membership, session } from "../db/schema.ts";
import { disconnectSessions } from "../live/live.ts";
import { note } from "../log/request-record.ts";
import { audit, inEach } from "../trpc/audit.ts";

/** The sessions of a condition, with where their sockets may be. */
export async function findSessions(which: SQL | undefined) {
  const rows = await db
    .select({
      id: session.id,
      userId: session.userId,
      impersonatedBy: session.impersonatedBy,
      reason: session.impersonationReason,
      organizationId: membership.organizationId,
    })
    .from(session)
    .leftJoin(membership, eq(membership.userId, session.userId))
    .where(which);
  const distinct = new Map(rows.map((row) => [row.id, row]));
  return [...distinct.values()].map((found) => ({
    ...found,
    organizationIds: rows.flatMap(({ id, organizationId }) =>
      id === found.id && organizationId ? [organizationId] : [],
    ),
  }));
}

type Found = Awaited<ReturnType<typeof findSessions>>[number];

/** Writes down that a platform admin does not act as the person of a session any more. */
export async function auditStop(
  tx: Transaction,
  { userId, impersonatedBy, reason, organizationIds }: Omit<Found, "id" | "organizationId">,
) {
  if (!impersonatedBy) return;
  const change = { action: "impersonation.stop", target: userId, metadata: { reason } } as const;
  const actor = { user: { id: userId }, session: { impersonatedBy } };
  await audit(tx, actor, ...inEach(organizationIds, change));
}

/**
 * Ends sessions, and closes their sockets.
 * @param record writes it down, in the same transaction.
 * @returns their ids.
 */
export async function endSessions(sessions: Found[], record?: (tx: Transaction) => Promise<void>) {
  const ids = sessions.map(({ id }) => id);
  if (ids.length === 0) return ids;
  await transaction(async (tx) => {
    const { rowsAffected } = await tx.delete(session).where(inArray(session.id, ids));
    // They have been ended already, at the same moment.
    if (rowsAffected === 0) return;
    for (const ended of sessions) await auditStop(tx, ended);
    await record?.(tx);
  });
  note("session ended");
  disconnectSessions(sessions);
  return ids;
}
