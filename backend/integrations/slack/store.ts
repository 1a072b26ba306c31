import { sql } from "drizzle-orm";
import { db } from "../../db/client.ts";
import { newId } from "../../db/columns.ts";
import { isRefusedJson, retryDeadlock } from "../../db/helpers.ts";
import { account, event } from "../../db/schema.ts";
import type { Delivery } from "./delivery.ts";
import { deduplicationKey, linksOf } from "./links.ts";
import { fingerprint } from "./slack-utils.ts";

/** The end of an event's id, which counts the rows of one delivery: TypeID's digits include the hexadecimal ones. */
const COUNTER_LENGTH = 4;

/**
 * Stores a delivery, and marks the workspace disconnected when that is what it tells. Doing it again
 * changes nothing, so whoever is told of a failure may send it again.
 */
export async function storeDelivery(delivery: Delivery) {
  const externalId = delivery.externalId ?? (await fingerprint(delivery.payload));
  try {
    await insertEvents(delivery, externalId);
  } catch (error) {
    if (!isRefusedJson(error)) throw error;
    const payload = JSON.stringify({ unparsed: delivery.payload });
    await insertEvents({ ...delivery, payload }, externalId);
  }
  if (delivery.disconnectedAt) await markDisconnected(delivery, delivery.disconnectedAt);
}

/**
 * A row for each instance that is linked to the delivery's workspaces, or one without an instance when
 * there is none; rows that are there already stay as they are.
 *
 * It is one statement: no link can come or go between looking for the instances and writing their rows
 * (MySQL locks what an `insert … select` reads), and either all of them get the event or none does.
 */
async function insertEvents({ type, payload, workspaces }: Delivery, externalId: string) {
  const workspaceId = workspaces[0]?.team ?? workspaces[0]?.enterprise ?? null;
  const idStart = newId("evt").slice(0, -COUNTER_LENGTH);
  const now = sql.param(new Date().toISOString(), event.createdAt);
  // Of the same event arriving several times at once MySQL may end one as a deadlock.
  await retryDeadlock(() =>
    db.execute(sql`
      insert into ${event} (id, type, payload, instance_id, external_id, workspace_id,
        deduplication_key, created_at, updated_at)
      select concat(${idStart}, lpad(lower(hex(row_number() over ())), ${COUNTER_LENGTH}, '0')),
        ${type}, ${payload}, link.instance_id, ${externalId}, ${workspaceId},
        ${deduplicationKey(externalId, sql`coalesce(link.instance_id, 'unrouted')`)}, ${now}, ${now}
      from (select 1) as delivery
      left join (select distinct instance_id from (${linksOf(workspaces)}) as links) as link on true
      on duplicate key update ${event.id} = ${event.id}`),
  );
}

/**
 * Marks the accounts behind the workspace's links. A notice that comes late, after the app was
 * installed again, changes nothing.
 */
async function markDisconnected({ workspaces }: Delivery, at: Date) {
  const since = sql.param(at.toISOString(), account.disconnectedAt);
  // Slack's time is in whole seconds, cut off.
  const installedBefore = sql.param(new Date(at.getTime() + 1000), account.updatedAt);
  await db.execute(sql`
    update ${account}
    join (select distinct account_id from (${linksOf(workspaces)}) as links) as linked
      on linked.account_id = ${account.id}
    set ${account.disconnectedAt} = ${since}
    where ${account.disconnectedAt} is null and ${account.updatedAt} < ${installedBefore}`);
}
