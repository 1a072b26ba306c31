import { newId } from "../backend/db/columns.ts";
import { account, event } from "../backend/db/schema.ts";
import { INNER_EVENTS, slackId } from "../dev/slack-sender/events.ts";
import { signIn, signInAsAdmin, signInWithInstance, userOf } from "../dev/testing/client.ts";
import { database } from "../dev/testing/database.ts";
import { linkWorkspace } from "../dev/testing/slack.ts";
import { inviteInto } from "../dev/testing/team.ts";
import { makeTenant } from "./pages.ts";

const GMAIL_SCOPES = [
  "https://www.googleapis.com/auth/gmail.send",
  "https://www.googleapis.com/auth/calendar",
];
const TYPES = ["message", "message", "app_mention", "reaction_added"] as const;
const DAY_MS = 24 * 60 * 60 * 1000;
const CHUNK = 1_000;

/** Slack events of the last day, more in the afternoon than at night. */
async function insertEvents(instanceId: string, workspaceId: string, count: number) {
  const rows = Array.from({ length: count }, (_, i) => {
    const share = (i + 1) / count;
    const at = new Date(
      Date.now() - DAY_MS * (1 - share + 0.1 * Math.sin(share * 12) * (1 - share)),
    );
    const type = TYPES[i % TYPES.length] ?? "message";
    const externalId = slackId("Ev");
    return {
      id: newId("evt"),
      instanceId,
      workspaceId,
      externalId,
      deduplicationKey: `slack:${externalId}:${instanceId}`,
      type: `slack.${type}`,
      payload: { type: "event_callback", team_id: workspaceId, event: INNER_EVENTS[type]("Hi") },
      createdAt: at.toISOString(),
      updatedAt: at.toISOString(),
    };
  });
  for (let from = 0; from < count; from += CHUNK)
    await database.insert(event).values(rows.slice(from, from + CHUNK));
}

/** A Google account with which somebody has connected Gmail. */
const connectGmail = (userId: string) =>
  database.insert(account).values({
    providerId: "google-gmail",
    accountId: slackId("G"),
    userId,
    scope: GMAIL_SCOPES.join(","),
    metadata: { email: "grace.brewster.murray.hopper.1906@example.com" },
  });

/** An organization with something in every list, people of all kinds, and instances with few events and with many. */
export async function makeWorld({ events }: { events: number }) {
  const tenant = await makeTenant();
  const { owner, scope, user } = tenant;
  const [first, staging] = await owner.api.instance.list.query(scope);
  if (!first || !staging) throw new Error("The tenant has two instances.");
  const workspaceId = slackId("T");
  await linkWorkspace({ accountId: workspaceId, instanceId: first.id, userId: user.id });
  await insertEvents(first.id, workspaceId, events);
  const quiet = await owner.api.instance.create.mutate({ ...scope, name: "quiet" });
  await insertEvents(quiet.id, slackId("T"), 1);

  const member = await inviteInto(owner, scope, "member");
  await owner.api.user.updateProfile.mutate({ name: "Ada Lovelace" });
  await member.api.user.updateProfile.mutate({ name: "Grace Hopper" });
  await connectGmail((await userOf(member)).id);
  const admin = await signInAsAdmin();
  const impersonator = await signInAsAdmin();
  const reason = "They asked why their Slack events do not arrive";
  await impersonator.api.admin.impersonate.mutate({ userId: user.id, reason });

  const newcomer = await signIn();
  const founder = await signIn();
  const { slug: emptyOrganization } = await founder.api.organization.create.mutate({
    name: "Nova",
  });
  const { owner: starter, scope: emptyInstance } = await signInWithInstance();
  const of = (instanceSlug: string) => `/${scope.organizationSlug}/${instanceSlug}`;
  return {
    tenant,
    people: { owner, member, admin, impersonator, newcomer, founder, starter },
    ownerEmail: (await userOf(owner)).email,
    organization: `/${scope.organizationSlug}`,
    instance: of(scope.instanceSlug),
    staging: of(staging.slug),
    quiet: of(quiet.slug),
    emptyOrganization: `/${emptyOrganization}`,
    emptyInstance: `/${emptyInstance.organizationSlug}/${emptyInstance.instanceSlug}`,
  };
}

export type World = Awaited<ReturnType<typeof makeWorld>>;
export type Person = keyof World["people"];
