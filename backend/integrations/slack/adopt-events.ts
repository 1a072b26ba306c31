import { sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { toHour } from "../../db/columns.ts";
import { event } from "../../db/schema.ts";

const HOUR_MS = 60 * 60 * 1000;

/** The workspaces in a payload that may see it: the authorizations of an event, if it has any. */
const AUTHORIZED = sql`'$.authorizations[*].team_id', '$.authorizations[*].enterprise_id'`;
/** Otherwise the workspace that sent it: in events and commands, then in interactions. */
const SENT_BY = sql`'$.team_id', '$.enterprise_id', '$.team.id', '$.enterprise.id'`;

/**
 * Gives an instance the events of the last hour that came from its workspace while no instance was
 * linked to it: people write to the bot before they have finished connecting it.
 *
 * Call it in the transaction that makes the link, after the link's row is written. An event that the
 * instance has already (of an earlier link) stays where it is.
 * @param workspaceIds the account ids of the workspace: its team id, or the enterprise id of an org-wide install.
 */
export async function adoptUnroutedEvents(
  tx: Transaction,
  { workspaceIds, instanceId }: { workspaceIds: string[]; instanceId: string },
) {
  // By hour for the index, and by time.
  const since = Date.now() - HOUR_MS;
  const sinceTime = sql.param(new Date(since).toISOString(), event.createdAt);
  const now = sql.param(new Date().toISOString(), event.updatedAt);
  // As the insert in store.ts makes it.
  const key = sql`concat('slack:', unrouted.external_id, ':', ${instanceId})`;
  const { rowsAffected } = await tx.execute(sql`
    update ${event} as unrouted left join ${event} as kept on kept.deduplication_key = ${key}
    set unrouted.instance_id = ${instanceId}, unrouted.deduplication_key = ${key}, unrouted.updated_at = ${now}
    where unrouted.instance_id is null and unrouted.created_hour >= ${toHour(since)}
      and unrouted.created_at >= ${sinceTime} and kept.id is null
      and (unrouted.workspace_id in ${workspaceIds} or json_overlaps(
        ${JSON.stringify(workspaceIds)}, coalesce(
          json_extract(unrouted.payload, ${AUTHORIZED}), json_extract(unrouted.payload, ${SENT_BY}))))`);
  return rowsAffected;
}
