import { asc, lt } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { session, verification } from "../db/schema.ts";

/** Few enough for a statement to stay short, whatever has piled up. */
const BATCH = 1000;

/** Removes sessions that are over, with the addresses and browsers they name, and round trips that are. */
export async function purgeExpired(db: Database) {
  for (const table of [session, verification])
    for (;;) {
      const { rowsAffected } = await db
        .delete(table)
        .where(lt(table.expiresAt, new Date()))
        .orderBy(asc(table.expiresAt))
        .limit(BATCH);
      if (rowsAffected < BATCH) break;
    }
}
