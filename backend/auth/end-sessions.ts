import { eq, inArray, type SQL } from "drizzle-orm";
import { db, type Transaction, transaction } from "../db/client.ts";
import { organizationUserMembership as membership, session } from "../db/schema.ts";
import { disconnectSessions } from "../live/live.ts";
import { note } from "../log/request-record.ts";

/** The sessions of a condition, with where their sockets may be. */
export async function findSessions(which: SQL | undefined) {
  const rows = await db
    .select({ id: session.id, organizationId: membership.organizationId })
    .from(session)
    .leftJoin(membership, eq(membership.userId, session.userId))
    .where(which);
  return [...new Set(rows.map(({ id }) => id))].map((id) => ({
    id,
    organizationIds: rows.flatMap((row) =>
      row.id === id && row.organizationId ? [row.organizationId] : [],
    ),
  }));
}

/**
 * Ends sessions, and closes their sockets.
 * @param record writes it down, in the same transaction.
 * @returns their ids.
 */
export async function endSessions(
  sessions: Awaited<ReturnType<typeof findSessions>>,
  record?: (tx: Transaction) => Promise<void>,
) {
  const ids = sessions.map(({ id }) => id);
  if (ids.length === 0) return ids;
  await transaction(async (tx) => {
    await tx.delete(session).where(inArray(session.id, ids));
    await record?.(tx);
  });
  note("session ended");
  disconnectSessions(sessions);
  return ids;
}
