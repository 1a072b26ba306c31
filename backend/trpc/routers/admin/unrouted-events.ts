import { and, desc, isNull, lt } from "drizzle-orm";
import { db } from "../../../db/client.ts";
import { event } from "../../../db/schema.ts";
import { pageInput, toPage } from "../../page.ts";
import { adminProcedure } from "../../trpc.ts";
import { eventColumns } from "../event.ts";

/** Events of workspaces that no instance is linked to, the newest first. They go after a week. */
export const unroutedEvents = adminProcedure
  .input(pageInput)
  .query(async ({ input: { cursor, limit } }) => {
    const rows = await db
      .select(eventColumns)
      .from(event, { forceIndex: "event_instance_id_index" })
      .where(and(isNull(event.instanceId), cursor ? lt(event.id, cursor) : undefined))
      .orderBy(desc(event.id))
      .limit(limit + 1);
    return toPage(rows, limit);
  });
