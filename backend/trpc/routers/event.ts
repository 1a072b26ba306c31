import { and, count, desc, eq, gte, lt } from "drizzle-orm";
import { z } from "zod";
import { db } from "../../db/client.ts";
import { fromHour, toHour } from "../../db/columns.ts";
import { event } from "../../db/schema.ts";
import { pageInput, toPage } from "../page.ts";
import { instanceProtectedProcedure, notFound, router } from "../trpc.ts";

const BY_ID = "event_instance_id_index";
const BY_TYPE = "event_instance_id_type_index";
const BY_HOUR = "event_instance_id_created_hour_index";

const eventInput = z.object({ eventId: z.string().min(1).max(64) });

/** What a list shows: not the payload, which may be large. */
export const eventColumns = {
  id: event.id,
  type: event.type,
  externalId: event.externalId,
  workspaceId: event.workspaceId,
  createdAt: event.createdAt,
};

export const eventRouter = router({
  /** The events of the instance, the newest first. */
  list: instanceProtectedProcedure
    .input(pageInput.extend({ type: z.string().min(1).max(100).optional() }))
    .query(async ({ ctx, input: { cursor, type, limit } }) => {
      const rows = await db
        .select(eventColumns)
        // Left to itself MySQL may walk the primary key, over everybody's events.
        .from(event, { forceIndex: type ? BY_TYPE : BY_ID })
        .where(
          and(
            eq(event.instanceId, ctx.instance.id),
            type ? eq(event.type, type) : undefined,
            cursor ? lt(event.id, cursor) : undefined,
          ),
        )
        .orderBy(desc(event.id))
        .limit(limit + 1);
      return toPage(rows, limit);
    }),

  get: instanceProtectedProcedure.input(eventInput).query(async ({ ctx, input }) => {
    const [found] = await db
      .select({ ...eventColumns, payload: event.payload })
      .from(event)
      .where(and(eq(event.id, input.eventId), eq(event.instanceId, ctx.instance.id)));
    if (!found) throw notFound("event");
    return found;
  }),

  /** The types of all events of the instance. */
  types: instanceProtectedProcedure.query(async ({ ctx }) => {
    const rows = await db
      // With both columns MySQL leaps through the index from one type to the next.
      .selectDistinct({ instanceId: event.instanceId, type: event.type })
      .from(event)
      .where(eq(event.instanceId, ctx.instance.id))
      .orderBy(event.type);
    return rows.map(({ type }) => type);
  }),

  /** How many events arrived in each of the last `hours` hours (UTC), the present one last. */
  histogram: instanceProtectedProcedure
    .input(z.object({ hours: z.int().min(1).max(168).default(24) }))
    .query(async ({ ctx, input: { hours } }) => {
      const first = toHour(Date.now()) - (hours - 1);
      const rows = await db
        .select({ hour: event.createdHour, count: count() })
        .from(event, { forceIndex: BY_HOUR })
        .where(and(eq(event.instanceId, ctx.instance.id), gte(event.createdHour, first)))
        .groupBy(event.createdHour);
      const counts = new Map(rows.map((row) => [row.hour, row.count]));
      return Array.from({ length: hours }, (_, i) => ({
        hour: fromHour(first + i),
        count: counts.get(first + i) ?? 0,
      }));
    }),
});
