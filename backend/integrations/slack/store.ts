import { and, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import { client, transaction } from "../../db/client.ts";
import { newId } from "../../db/columns.ts";
import { isRefusedJson, retryDeadlock } from "../../db/helpers.ts";
import {
  account,
  event,
  instance,
  instanceAccountPermission as permission,
} from "../../db/schema.ts";
import { slackMetadata } from "../../auth/slack-installation.ts";
import { audit } from "../../trpc/audit.ts";
import type { Delivery } from "./delivery.ts";
import { linksOf } from "./links.ts";
import { fingerprint } from "./slack-utils.ts";

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
  if (delivery.disconnected) await markDisconnected(delivery.disconnected, delivery);
}

/** The end of an event's id, which differs for each instance: TypeID's digits include the hexadecimal ones. */
const CHECKSUM_LENGTH = 8;

/**
 * A row for each instance that is linked to the delivery's workspaces, or one without an instance when
 * there is none; rows that are there already stay as they are.
 *
 * It is one statement: no link can come or go between looking for the instances and writing their rows
 * (MySQL locks what an `insert … select` reads), and either all of them get the event or none does.
 * Should two rows ever get the same id, it fails, and the next attempt has other ids.
 */
async function insertEvents({ type, payload, workspaces }: Delivery, externalId: string) {
  const idStart = newId("evt").slice(0, -CHECKSUM_LENGTH);
  const workspaceId = workspaces[0]?.team ?? workspaces[0]?.enterprise ?? null;
  const now = event.createdAt.mapToDriverValue(new Date().toISOString());
  const { join, on } = linksOf(workspaces);
  const statement = `
    insert into event (id, type, payload, instance_id, external_id, workspace_id,
      deduplication_key, created_at, updated_at)
    select concat(?, lpad(lower(hex(crc32(concat(?, coalesce(link.id, ''))))), ${CHECKSUM_LENGTH}, '0')),
      ?, ?, link.instance_id, ?, ?, concat('slack:', ?, ':', coalesce(link.instance_id, 'unrouted')), ?, ?
    from (select 1) as delivery left join (${join}) on ${on.text}
    on duplicate key update
      event.id = if(event.deduplication_key = values(deduplication_key), event.id, null)`;
  const values = [idStart, idStart, type, payload, externalId, workspaceId, externalId, now, now];
  // Of the same event arriving several times at once MySQL may end one as a deadlock.
  await retryDeadlock(() => client.execute(statement, [...values, ...on.args]));
}

/**
 * Marks accounts, and writes it down in each organization that is linked to one. A notice that comes again, or
 * late, after the app was installed again, changes nothing.
 */
async function markDisconnected(
  { ids, at }: NonNullable<Delivery["disconnected"]>,
  { type }: Delivery,
) {
  if (ids.length === 0) return;
  // Slack's time is in whole seconds, cut off.
  const installedBefore = new Date(at.getTime() + 1000);
  await transaction(async (tx) => {
    const lost = await tx
      .select({ id: account.id })
      .from(account)
      .where(
        and(
          eq(account.providerId, "slack-bot"),
          inArray(account.accountId, ids),
          isNull(account.disconnectedAt),
          lt(account.updatedAt, installedBefore),
        ),
      )
      .for("update");
    const lostIds = lost.map(({ id }) => id);
    if (lostIds.length === 0) return;
    await tx
      .update(account)
      // The other time stays that of the installation.
      .set({ disconnectedAt: at.toISOString(), updatedAt: sql`${account.updatedAt}` })
      .where(inArray(account.id, lostIds));
    const links = await tx
      .select({
        instanceId: instance.id,
        organizationId: instance.organizationId,
        workspaceId: account.accountId,
        metadata: account.metadata,
      })
      .from(permission)
      .innerJoin(instance, eq(instance.id, permission.instanceId))
      .innerJoin(account, eq(account.id, permission.accountId))
      .where(inArray(permission.accountId, lostIds));
    await audit(
      tx,
      undefined,
      ...links.map(({ instanceId, organizationId, workspaceId, metadata }) => ({
        action: "slack.uninstall" as const,
        organizationId,
        target: instanceId,
        metadata: { workspaceId, workspace: slackMetadata(metadata).name, event: type },
      })),
    );
  });
}
