import type { Workspace } from "./delivery.ts";

// SQL as text: an event's statement is the busiest there is, and to build it with Drizzle takes the
// worker longer than everything else it does for the event.

/** A piece of SQL and the values of its question marks. */
export interface Sql {
  text: string;
  args: (string | null)[];
}

const OF_TEAM = "account.account_id = ?";

const OF_TEAM_ELSE_ENTERPRISE = `account.account_id = ? or (account.account_id = ? and not exists (
  select 1 from account as team
  join instance_account_permission as team_link on team_link.account_id = team.id
  where team.provider_id = 'slack-bot' and team.account_id = ?))`;

/**
 * The links between workspaces and instances, as a join of `account` and `link`, and the condition it
 * is joined on. A workspace's own links count; where it has none, those of its enterprise.
 */
export function linksOf(workspaces: Workspace[]): { join: string; on: Sql } {
  const matches = workspaces.map(({ team, enterprise }): Sql => {
    if (team && enterprise)
      return { text: OF_TEAM_ELSE_ENTERPRISE, args: [team, enterprise, team] };
    return { text: OF_TEAM, args: [team ?? enterprise ?? null] };
  });
  const any = matches.map(({ text }) => text).join(" or ") || "false";
  return {
    join: "account join instance_account_permission as link on link.account_id = account.id",
    on: {
      text: `account.provider_id = 'slack-bot' and (${any})`,
      args: matches.flatMap(({ args }) => args),
    },
  };
}
