import { and, asc, countDistinct, eq, ne, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { slackMetadata } from "../auth/slack-installation.ts";
import { db } from "../db/client.ts";
import {
  account,
  event,
  instance,
  instanceAccountPermission as permission,
  user,
} from "../db/schema.ts";

/** When the link's instance last had an event, of those that `condition` lets through. */
const lastEventAt = (index: string, condition?: SQL) => sql<string | null>`(
  select ${event.createdAt} from ${event} force index (${sql.identifier(index)})
  where ${and(eq(event.instanceId, permission.instanceId), condition)}
  order by ${event.id} desc limit 1)`;

const otherLink = alias(permission, "other_link");
const otherInstance = alias(instance, "other_instance");

/** How many other organizations get the workspace's events as well. Which they are is not told. */
const otherOrganizations = db
  .select({ count: countDistinct(otherInstance.organizationId) })
  .from(otherLink)
  .innerJoin(otherInstance, eq(otherInstance.id, otherLink.instanceId))
  .where(
    and(
      eq(otherLink.accountId, permission.accountId),
      ne(otherInstance.organizationId, instance.organizationId),
    ),
  );

/**
 * Links between Slack workspaces and instances, the first linked first. An organization-wide installation
 * has no workspace of its own: its last event is the last of the instance.
 * @param scope whose instances.
 */
export async function readSlackConnections(scope: SQL) {
  const rows = await db
    .select({
      accountId: account.id,
      instanceId: permission.instanceId,
      workspaceId: account.accountId,
      metadata: account.metadata,
      disconnectedAt: account.disconnectedAt,
      otherOrganizations: sql`(${otherOrganizations})`.mapWith(Number),
      connectedAt: permission.createdAt,
      connectedBy: { id: user.id, name: user.name },
      lastEventAt: sql<string | null>`if(${account.metadata}->'$.enterprise' = true,
        ${lastEventAt("event_instance_id_index")},
        ${lastEventAt("event_instance_id_workspace_id_index", eq(event.workspaceId, account.accountId))})`.mapWith(
        event.createdAt,
      ),
    })
    .from(permission)
    .innerJoin(instance, eq(instance.id, permission.instanceId))
    .innerJoin(account, eq(account.id, permission.accountId))
    .leftJoin(user, eq(user.id, permission.createdBy))
    .where(scope)
    .orderBy(asc(permission.id));
  return rows.map(({ metadata, ...row }) => {
    const { name, enterprise } = slackMetadata(metadata);
    return { ...row, workspace: name ?? row.workspaceId, enterprise: enterprise ?? false };
  });
}
