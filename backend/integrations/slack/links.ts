import { sql, type SQL } from "drizzle-orm";
import { account, instanceAccountPermission as permission } from "../../db/schema.ts";
import type { Workspace } from "./delivery.ts";

/**
 * The links between workspaces and instances, to be selected from: `instanceId` and `accountId`. A
 * workspace's own links count; where it has none, those of its enterprise.
 */
export function linksOf(workspaces: Workspace[]): SQL {
  const matches = workspaces.map(({ team, enterprise }) => {
    if (!team || !enterprise) return sql`${account.accountId} = ${team ?? enterprise}`;
    return sql`${account.accountId} = ${team} or (${account.accountId} = ${enterprise} and not exists (
      select 1 from ${account} as team
      join ${permission} as team_link on team_link.account_id = team.id
      where team.provider_id = 'slack-bot' and team.account_id = ${team}))`;
  });
  const anyMatches = matches.length > 0 ? sql.join(matches, sql` or `) : sql`false`;
  return sql`select ${permission.instanceId}, ${permission.accountId}
    from ${account} join ${permission} on ${permission.accountId} = ${account.id}
    where ${account.providerId} = 'slack-bot' and (${anyMatches})`;
}

/** What makes a stored event unique: Slack's id, and the instance that has it (or "unrouted"). */
export const deduplicationKey = (externalId: SQL | string, instanceId: SQL | string) =>
  sql`concat('slack:', ${externalId}, ':', ${instanceId})`;
