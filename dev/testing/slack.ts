import { eq } from "drizzle-orm";
import { newId } from "../../backend/db/columns.ts";
import { account, event, instanceAccountPermission } from "../../backend/db/schema.ts";
import { slackId } from "../slack-sender/events.ts";
import { sendEvent } from "../slack-sender/send.ts";
import { baseUrl, env, signInWithInstance } from "./client.ts";
import { database } from "./database.ts";

export const slackTarget = { url: baseUrl, signingSecret: env.SLACK_SIGNING_SECRET };

/** An instance with its owner, and a workspace of its own that is linked to it. */
export async function signInWithWorkspace({ enterprise = false } = {}) {
  const { owner, scope } = await signInWithInstance();
  const { id: instanceId } = await owner.api.instance.get.query(scope);
  const { user } = await owner.api.user.me.query();
  const workspaceId = slackId(enterprise ? "E" : "T");
  const accountId = await linkWorkspace({ accountId: workspaceId, instanceId, userId: user.id });
  return { owner, scope, instanceId, userId: user.id, workspaceId, accountId };
}

/** Sends an event and expects it to be accepted. */
export async function deliver(body: unknown) {
  const response = await sendEvent(slackTarget, body);
  const text = await response.text();
  if (response.status !== 200 || text !== "ok")
    throw new Error(`The webhook answered ${response.status}: ${text}`);
}

/** The rows stored of an event: one for each instance that has it. */
export function storedEvents(externalId: string) {
  return database.select().from(event).where(eq(event.externalId, externalId));
}

/**
 * Links a Slack workspace to an instance, as an installation does.
 * @param accountId the team id, or the enterprise id of an org-wide installation.
 * @returns the id of the slack-bot account.
 */
export async function linkWorkspace(link: {
  accountId: string;
  instanceId: string;
  userId: string;
}): Promise<string> {
  const { accountId, instanceId, userId } = link;
  const id = newId("acc");
  const metadata = { teamName: "Acme" };
  await database
    .insert(account)
    .values({ id, providerId: "slack-bot", accountId, userId, metadata });
  await linkAccount({ id, instanceId });
  return id;
}

/** Links a workspace that has its account already to one more instance. */
export async function linkAccount({ id, instanceId }: { id: string; instanceId: string }) {
  await database.insert(instanceAccountPermission).values({ accountId: id, instanceId });
}
