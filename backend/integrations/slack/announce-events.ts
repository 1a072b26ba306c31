import { waitUntil } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { db } from "../../db/client.ts";
import { instance } from "../../db/schema.ts";
import { announceThrottled } from "../../live/live.ts";
import { SLACK_EVENTS } from "../../live/stale-paths.ts";
import type { Workspace } from "./delivery.ts";
import { linksOf } from "./links.ts";

/** How long further events of a workspace are waited for, to be announced together. */
const GATHER_MS = 200;

const linkedRows = z.array(z.object({ organizationId: z.string(), instanceId: z.string() }));

/** The workspaces whose events wait to be announced. */
const gathering = new Set<string>();

/**
 * Tells the open dashboards of the workspaces' instances that there are new events, after the answer
 * and, in a flood, once for many: finding out whose they are costs a statement.
 */
export function announceEvents(workspaces: Workspace[]) {
  const key = JSON.stringify(workspaces);
  if (workspaces.length === 0 || gathering.has(key)) return;
  gathering.add(key);
  const announced = delay(GATHER_MS).then(async () => {
    gathering.delete(key);
    const { rows } = await db.execute(sql`
      select distinct ${instance.organizationId} as organizationId, ${instance.id} as instanceId
      from (${linksOf(workspaces)}) as links
      join ${instance} on ${instance.id} = links.instance_id`);
    for (const where of linkedRows.parse(rows)) announceThrottled(SLACK_EVENTS, where);
  });
  waitUntil(announced.catch((error: unknown) => console.error("An announcement failed:", error)));
}
