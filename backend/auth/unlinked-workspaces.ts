import { waitUntil } from "cloudflare:workers";
import { and, eq, notExists, type SQL } from "drizzle-orm";
import { db, type Transaction } from "../db/client.ts";
import { account, instance, instanceAccountPermission as permission } from "../db/schema.ts";
import { logError } from "../log/log.ts";
import { revokeAtSlack } from "./slack-installation.ts";

// A Slack workspace loses its links also when the instances that had them are deleted. Such a deletion
// waits for nobody: the token is revoked at Slack afterwards, and until Slack has done it the account
// stays, for the next attempt.

/** How many one run of the schedule lets go of. */
const BATCH = 100;

const isUnlinked = and(
  eq(account.providerId, "slack-bot"),
  notExists(
    db.select({ id: permission.id }).from(permission).where(eq(permission.accountId, account.id)),
  ),
);

/** The ids of the workspaces that are linked to these instances. */
export async function workspacesLinkedTo(tx: Transaction, instances: SQL) {
  const rows = await tx
    .selectDistinct({ id: permission.accountId })
    .from(permission)
    .innerJoin(instance, eq(instance.id, permission.instanceId))
    .where(instances);
  return rows.map(({ id }) => id);
}

/** Lets go of those of the workspaces that are linked to nothing any more, without delaying the answer. */
export function releaseInBackground(accountIds: string[]) {
  if (accountIds.length > 0) waitUntil(release(accountIds));
}

/**
 * Lets go of workspaces that are linked to nothing: of those that Slack could not be told about before,
 * the ones first whose last attempt was the longest ago, so that none waits behind those that never succeed.
 */
export async function releaseUnlinkedWorkspaces(limit = BATCH) {
  const rows = await db
    .select({ id: account.id })
    .from(account)
    .where(isUnlinked)
    .orderBy(account.updatedAt)
    .limit(limit);
  await release(rows.map(({ id }) => id));
}

async function release(accountIds: string[]) {
  for (const accountId of accountIds)
    try {
      await releaseWorkspace(accountId);
    } catch (error) {
      logError("Slack workspace not let go of yet", error);
      await noteAttempt(accountId);
    }
}

/** Nothing else changes an account that is linked to nothing, so this is the time of the last attempt. */
const noteAttempt = (accountId: string) =>
  db
    .update(account)
    .set({ updatedAt: new Date() })
    .where(and(eq(account.id, accountId), isUnlinked));

/** Revokes the token at Slack and forgets it, both or neither. */
async function releaseWorkspace(accountId: string) {
  await db.transaction(async (tx) => {
    // Locked, so that an installation at the same moment comes before or after.
    const [unlinked] = await tx
      .select({ id: account.id, accessToken: account.accessToken })
      .from(account)
      .where(and(eq(account.id, accountId), isUnlinked))
      .for("update");
    if (!unlinked) return;
    await tx.delete(account).where(eq(account.id, unlinked.id));
    await revokeAtSlack(unlinked.accessToken);
  });
}
