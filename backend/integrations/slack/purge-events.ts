import { and, asc, inArray, isNotNull, isNull, lt, type SQL } from "drizzle-orm";
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
  const seen = await db
    .selectDistinct({ id: event.instanceId })
    .from(event)
    .where(isNotNull(event.instanceId));
  for (let rest = seen; rest.length > 0; rest = rest.slice(BATCH)) {
    const ids = rest.slice(0, BATCH).flatMap(({ id }) => id ?? []);
    const alive = await db
      .select({ id: instance.id })
      .from(instance)
      .where(inArray(instance.id, ids));
    const aliveIds = new Set(alive.map(({ id }) => id));
    const gone = ids.filter((id) => !aliveIds.has(id));
    if (gone.length > 0) await deleteInBatches(db, inArray(event.instanceId, gone));
  }
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
