import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db, type Transaction, transaction } from "../db/client.ts";
import { newId } from "../db/columns.ts";
import { account, instance, instanceAccountPermission as permission } from "../db/schema.ts";
import { env } from "../env.ts";
import { adoptUnroutedEvents } from "../integrations/slack/adopt-events.ts";
import { callSlack, SLACK_URL, SlackRefusal } from "../integrations/slack/slack-api.ts";
import { announce } from "../live/live.ts";
import { SLACK_CONNECTIONS, SLACK_EVENTS } from "../live/stale-paths.ts";
import { audit, type Actor } from "../trpc/audit.ts";
import { cleanName } from "../utils/names.ts";
import { SLACK_BOT_SCOPES } from "./slack-scopes.ts";
import { decryptToken, encryptToken } from "./token-encryption.ts";

// A Slack workspace in which the bot is installed: an account of provider `slack-bot`, linked to the
// instances that receive its events. The account is one for the whole of OS2, whoever installed it.

export function slackAuthorizationUrl(state: string, redirectUri: string): string {
  const params = new URLSearchParams({
    client_id: env.SLACK_CLIENT_ID,
    scope: SLACK_BOT_SCOPES.join(","),
    redirect_uri: redirectUri,
    state,
  });
  return `${SLACK_URL}/oauth/v2/authorize?${params}`;
}

const named = z.object({ id: z.string().min(1), name: z.string().optional() });

/** An installation on a whole enterprise has no team. https://docs.slack.dev/reference/methods/oauth.v2.access */
const installationSchema = z
  .object({
    access_token: z.string().min(1),
    scope: z.string().optional(),
    app_id: z.string().optional(),
    bot_user_id: z.string().optional(),
    team: named.nullish(),
    enterprise: named.nullish(),
    is_enterprise_install: z.boolean().optional(),
  })
  .transform((answer, ctx) => {
    const workspace = answer.team ?? answer.enterprise;
    if (workspace) return { ...answer, workspace };
    ctx.addIssue("has neither a team nor an enterprise");
    return z.NEVER;
  });

export type SlackInstallation = z.infer<typeof installationSchema>;

/** @throws {SlackRefusal} */
export async function exchangeSlackCode(code: string, redirectUri: string) {
  const answer = await callSlack("oauth.v2.access", {
    client_id: env.SLACK_CLIENT_ID,
    client_secret: env.SLACK_CLIENT_SECRET,
    code,
    redirect_uri: redirectUri,
  });
  return installationSchema.parse(answer);
}

/** What a person should see of a workspace. */
const metadataSchema = z.object({ name: z.string(), enterprise: z.boolean() }).partial().catch({});
export const slackMetadata = (metadata: unknown) => metadataSchema.parse(metadata ?? {});

type Installer = Actor & { organization: { id: string }; instance: { id: string } };

/** Keeps the workspace's token and links the workspace to the instance; either may be there already. */
export async function saveSlackInstallation(
  { workspace, ...installation }: SlackInstallation,
  installer: Installer,
) {
  const values = {
    accessToken: await encryptToken(installation.access_token),
    scope: installation.scope ?? SLACK_BOT_SCOPES.join(","),
    metadata: {
      name: cleanName(workspace.name ?? "", workspace.id),
      enterprise: !installation.team,
      enterpriseId: installation.enterprise?.id ?? null,
      appId: installation.app_id ?? null,
      botUserId: installation.bot_user_id ?? null,
    },
    disconnectedAt: null,
  };
  const key = { providerId: "slack-bot", accountId: workspace.id };
  const others = await transaction(async (tx) => {
    await tx
      .insert(account)
      .values({ ...key, ...values, userId: installer.user.id })
      .onDuplicateKeyUpdate({ set: values });
    const links = await linksOfWorkspace(tx, key);
    // Its id in SQL: the row may be one that was there before.
    const accountId = sql`(select ${account.id} from ${account} where ${account.providerId} = ${key.providerId} and ${account.accountId} = ${key.accountId})`;
    await tx
      .insert(permission)
      .values({
        id: newId("iap"),
        instanceId: installer.instance.id,
        accountId,
        createdBy: installer.user.id,
      })
      .onDuplicateKeyUpdate({ set: { createdBy: installer.user.id } });
    await adoptUnroutedEvents(tx, {
      workspaceIds: [workspace.id],
      instanceId: installer.instance.id,
    });
    const others = otherOrganizations(links, installer);
    const metadata = { workspaceId: workspace.id, workspace: values.metadata.name };
    await audit(tx, installer, {
      action: "slack.connect",
      target: installer.instance.id,
      metadata: { ...metadata, ...(others.length > 0 && { otherOrganizations: others.length }) },
    });
    // Those who share the workspace already read that others get its events now. Once an organization.
    if (!links.some(({ organizationId }) => organizationId === installer.organization.id))
      for (const organizationId of others)
        await audit(tx, installer, {
          action: "slack.connectElsewhere",
          organizationId,
          target: workspace.id,
          metadata,
        });
    return others;
  });
  for (const organizationId of others) announce(SLACK_CONNECTIONS, { organizationId });
  const where = { organizationId: installer.organization.id, instanceId: installer.instance.id };
  announce(SLACK_CONNECTIONS, where);
  // Those that were adopted.
  announce(SLACK_EVENTS, where);
}

const linksOfWorkspace = (tx: Transaction, key: { providerId: string; accountId: string }) =>
  tx
    .select({ organizationId: instance.organizationId })
    .from(account)
    .innerJoin(permission, eq(permission.accountId, account.id))
    .innerJoin(instance, eq(instance.id, permission.instanceId))
    .where(and(eq(account.providerId, key.providerId), eq(account.accountId, key.accountId)));

/** The organizations besides the installer's that have a link. */
const otherOrganizations = (links: { organizationId: string }[], { organization }: Installer) => [
  ...new Set(
    links.map(({ organizationId }) => organizationId).filter((id) => id !== organization.id),
  ),
];

/**
 * Takes a workspace's link from an instance. With its last link the workspace is let go of: its token
 * is revoked at Slack and forgotten, both or neither.
 * @returns false when the instance is not linked to that account.
 * @throws {SlackUnavailable} when the token could not be revoked; then nothing has changed.
 */
export async function unlinkSlackWorkspace(accountId: string, owner: Installer) {
  const others = await db.transaction(async (tx) => {
    // Locks all links, so that of two who take the last ones at the same moment one revokes.
    const links = await tx
      .select({
        id: permission.id,
        instanceId: permission.instanceId,
        // Read without a lock: instances are no part of this.
        organizationId: sql<string>`(select ${instance.organizationId} from ${instance} where ${instance.id} = ${permission.instanceId})`,
        workspaceId: account.accountId,
        metadata: account.metadata,
        accessToken: account.accessToken,
      })
      .from(account)
      .innerJoin(permission, eq(permission.accountId, account.id))
      .where(and(eq(account.id, accountId), eq(account.providerId, "slack-bot")))
      .for("update");
    const link = links.find(({ instanceId }) => instanceId === owner.instance.id);
    if (!link) return undefined;

    await audit(tx, owner, {
      action: "slack.disconnect",
      target: owner.instance.id,
      metadata: { workspaceId: link.workspaceId, workspace: slackMetadata(link.metadata).name },
    });
    if (links.length > 1) {
      await tx.delete(permission).where(eq(permission.id, link.id));
    } else {
      await tx.delete(account).where(eq(account.id, accountId));
      await revokeAtSlack(link.accessToken);
    }
    return otherOrganizations(links, owner);
  });
  for (const organizationId of others ?? []) announce(SLACK_CONNECTIONS, { organizationId });
  return others !== undefined;
}

export class SlackUnavailable extends Error {
  override name = "SlackUnavailable";
}

/** What Slack says of a token that is dead already. */
const ALREADY_REVOKED = ["token_revoked", "token_expired", "invalid_auth", "account_inactive"];

/** @throws {SlackUnavailable} when the token may still be valid afterwards. */
export async function revokeAtSlack(stored: string | null) {
  if (!stored) return;
  const token = await decryptToken(stored);
  try {
    await callSlack("auth.revoke", { token });
  } catch (cause) {
    if (cause instanceof SlackRefusal && ALREADY_REVOKED.includes(cause.reason)) return;
    throw new SlackUnavailable("Slack did not revoke a token.", { cause });
  }
}
