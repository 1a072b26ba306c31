import { Client } from "@planetscale/database";
import { drizzle } from "drizzle-orm/planetscale-serverless";
import { expect, it } from "vitest";
import { env } from "../../../dev/testing/client.ts";
import { startOwnStack } from "../../../dev/testing/own-stack.ts";
import { everydayEvent, slackId, type SlackBody } from "../../../dev/slack-sender/events.ts";
import { sendEvent } from "../../../dev/slack-sender/send.ts";
import { newId } from "../../db/columns.ts";
import {
  account,
  event,
  instance,
  instanceAccountPermission,
  organization,
  user,
} from "../../db/schema.ts";

const EVENTS = 10_000;
const DUPLICATES = 1_000;
const AT_ONCE = 48;
const RETRIES = 3;

it(
  "of 10,000 events with duplicates and retries, while the database is killed and comes back, each one answered 200 is stored once",
  { timeout: 240_000 },
  async () => {
    await using stack = await startOwnStack("outage");
    const database = drizzle({ client: new Client({ url: stack.databaseUrl }) });
    const team_id = slackId("T");
    const instanceIds = await makeInstances(database, team_id, 2);

    const bodies = Array.from({ length: EVENTS }, (_, i) => everydayEvent({ team_id }, i));
    const deliveries = shuffle([...bodies, ...bodies.slice(0, DUPLICATES)]);
    const accepted = new Set<string>();
    const refused: SlackBody[] = [];
    const statuses = new Map<number, number>();
    const target = { url: stack.url, signingSecret: env.SLACK_SIGNING_SECRET };

    const deliver = async (body: SlackBody, retry: number) => {
      const again = retry > 0 ? { number: retry, reason: "http_error" as const } : undefined;
      const response = await sendEvent(target, body, again);
      await response.text();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (response.status === 200) accepted.add(body.event_id);
      else refused.push(body);
    };

    // The database is away for the second quarter of what is sent.
    let sent = 0;
    let outage = Promise.resolve();
    await inParallel(deliveries, async (body) => {
      sent++;
      if (sent === EVENTS / 4) outage = stack.killDatabase();
      if (sent === EVENTS / 2) outage = outage.then(() => stack.startDatabase());
      await deliver(body, 0);
    });
    await outage;

    expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([200, 503]);
    expect(refused.length).toBeGreaterThan(100);
    const beforeRetries = await stored(database);
    for (const id of accepted) expect(beforeRetries.get(id)).toEqual(new Set(instanceIds));

    // As Slack does, what was refused is sent again.
    for (let retry = 1; retry <= RETRIES && refused.length > 0; retry++)
      await inParallel(refused.splice(0), (body) => deliver(body, retry));
    expect(refused).toEqual([]);
    const afterRetries = await stored(database);
    expect(afterRetries.size).toBe(EVENTS);
    for (const { event_id } of bodies)
      expect(afterRetries.get(event_id)).toEqual(new Set(instanceIds));
  },
);

type Database = ReturnType<typeof drizzle>;

/** The instances that have each event. @throws when one has an event twice. */
async function stored(database: Database) {
  const rows = await database
    .select({ externalId: event.externalId, instanceId: event.instanceId })
    .from(event);
  const instances = new Map<string, Set<string | null>>();
  for (const { externalId, instanceId } of rows) {
    const known = instances.get(externalId ?? "") ?? new Set();
    if (known.has(instanceId)) throw new Error(`${externalId} is stored twice.`);
    instances.set(externalId ?? "", known.add(instanceId));
  }
  return instances;
}

/** Instances of one organization, all linked to the workspace. */
async function makeInstances(database: Database, workspaceId: string, count: number) {
  const [userId, organizationId, accountId] = [newId("usr"), newId("org"), newId("acc")];
  await database.insert(user).values({ id: userId, name: "Olive", email: "olive@example.com" });
  await database.insert(organization).values({ id: organizationId, name: "Acme", slug: "acme" });
  await database
    .insert(account)
    .values({ id: accountId, providerId: "slack-bot", accountId: workspaceId, userId });
  const instances = Array.from({ length: count }, (_, i) => ({
    id: newId("inst"),
    organizationId,
    name: `instance ${i}`,
    slug: `instance-${i}`,
  }));
  await database.insert(instance).values(instances);
  await database
    .insert(instanceAccountPermission)
    .values(instances.map(({ id }) => ({ instanceId: id, accountId })));
  return instances.map(({ id }) => id);
}

async function inParallel<T>(items: T[], work: (item: T) => Promise<void>) {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}

function shuffle<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
