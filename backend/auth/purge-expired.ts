import { and, asc, isNull, lt } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { organizationSlugRedirect as redirect, session, verification } from "../db/schema.ts";
import { SLUG_RESERVED_MS } from "../utils/slug.ts";

/** Few enough for a statement to stay short, whatever has piled up. */
const BATCH = 1000;

/**
 * Removes sessions that are over, with the addresses and browsers they name, round trips that are, and the
 * slugs of deleted organizations once they are free again.
 */
export async function purgeExpired(db: Database) {
  const now = new Date();
  for (const table of [session, verification])
    await inBatches(() =>
      db.delete(table).where(lt(table.expiresAt, now)).orderBy(asc(table.expiresAt)).limit(BATCH),
    );
  const reservedSince = new Date(now.getTime() - SLUG_RESERVED_MS).toISOString();
  await inBatches(() =>
    db
      .delete(redirect)
      .where(and(isNull(redirect.organizationId), lt(redirect.updatedAt, reservedSince)))
      .limit(BATCH),
  );
}

async function inBatches(remove: () => Promise<{ rowsAffected: number }>) {
  for (;;) {
    const { rowsAffected } = await remove();
    if (rowsAffected < BATCH) break;
  }
}
