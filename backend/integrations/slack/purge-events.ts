import { and, asc, gt, inArray, isNull, lt, type SQL } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { toHour } from "../../db/columns.ts";
import { event, instance } from "../../db/schema.ts";

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Few enough for a statement to stay short, whatever has piled up. */
const BATCH = 1000;

/** Removes what nobody claimed within a week, to the hour. */
export async function purgeUnroutedEvents(db: Database) {
  const aWeekAgo = toHour(Date.now() - WEEK_MS);
  await deleteInBatches(db, and(isNull(event.instanceId), lt(event.createdHour, aWeekAgo)));
}

/** Removes the events of instances that were deleted: no foreign key does, as events may live on another shard. */
export async function purgeOrphanedEvents(db: Database) {
  let seen: string[] = [];
  do {
    // A page at a time: PlanetScale refuses a result of more than 100,000 rows.
    const page = await db
      .selectDistinct({ id: event.instanceId })
      .from(event)
      .where(gt(event.instanceId, seen.at(-1) ?? ""))
      .orderBy(asc(event.instanceId))
      .limit(BATCH);
    seen = page.flatMap(({ id }) => id ?? []);
    if (seen.length === 0) return;
    const alive = await db
      .select({ id: instance.id })
      .from(instance)
      .where(inArray(instance.id, seen));
    const aliveIds = new Set(alive.map(({ id }) => id));
    const gone = seen.filter((id) => !aliveIds.has(id));
    if (gone.length > 0) await deleteInBatches(db, inArray(event.instanceId, gone));
  } while (seen.length === BATCH);
}

async function deleteInBatches(db: Database, which: SQL | undefined) {
  for (;;) {
    const { rowsAffected } = await db
      .delete(event)
      .where(which)
      .orderBy(asc(event.instanceId), asc(event.createdHour))
      .limit(BATCH);
    if (rowsAffected < BATCH) return;
  }
}
