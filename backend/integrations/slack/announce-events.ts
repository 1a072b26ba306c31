import { waitUntil } from "cloudflare:workers";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { client } from "../../db/client.ts";
import { announceThrottled } from "../../live/live.ts";
import { SLACK_EVENTS } from "../../live/stale-paths.ts";
import { logError } from "../../log/log.ts";
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
    const { join, on } = linksOf(workspaces);
    const { rows } = await client.execute(
      `select distinct instance.organization_id as organizationId, instance.id as instanceId
        from ${join} join instance on instance.id = link.instance_id where ${on.text}`,
      on.args,
    );
    for (const where of linkedRows.parse(rows)) announceThrottled(SLACK_EVENTS, where);
  });
  waitUntil(announced.catch((error: unknown) => logError("live update lost", error)));
}
