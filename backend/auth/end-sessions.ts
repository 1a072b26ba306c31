import { eq, inArray, type SQL } from "drizzle-orm";
import { db } from "../db/client.ts";
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

/** Ends sessions, and closes their sockets. @returns their ids. */
export async function endSessions(sessions: Awaited<ReturnType<typeof findSessions>>) {
  const ids = sessions.map(({ id }) => id);
  if (ids.length === 0) return ids;
  await db.delete(session).where(inArray(session.id, ids));
  note("session ended");
  disconnectSessions(sessions);
  return ids;
}
