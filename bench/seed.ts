import { drizzle } from "drizzle-orm/mysql2";
import { serializeSigned } from "hono/utils/cookie";
import type { Connection } from "mysql2/promise";
import { newId } from "../backend/db/columns.ts";
import * as schema from "../backend/db/schema.ts";

const ORGANIZATIONS = 20;
const INSTANCES = 5;
const MACHINES = 50;
const PEOPLE = 100;
const EVENTS = 100_000;
const FEW_EVENTS = 1_000;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Somebody who is signed in. */
export interface Person {
  email: string;
  /** The request header of their live session. */
  cookie: string;
  sessionToken: string;
  organizationId: string;
  organizationSlug: string;
  /** Of one of the organization's instances, with 50 machines. */
  instanceId: string;
  instanceSlug: string;
}

export type Seed = Awaited<ReturnType<typeof insertSeed>>;

/**
 * Fills an empty database: 20 organizations with 5 instances of 50 machines, 5 people in each
 * organization with a live session, and 100,000 events of one instance, 1,000 of another.
 * The rows go straight into MySQL, so nobody has to sign in.
 */
export async function insertSeed(connection: Connection, secret: string) {
  const db = drizzle(connection, { schema, mode: "default" });

  const organizations = times(ORGANIZATIONS, (i) => ({
    id: newId("org"),
    name: `Organization ${i}`,
    slug: `organization-${i}`,
  }));
  const instances = organizations.flatMap(({ id: organizationId }) =>
    times(INSTANCES, (i) => ({
      id: newId("inst"),
      organizationId,
      name: `instance ${i}`,
      slug: `instance-${i}`,
    })),
  );
  const people = times(PEOPLE, (i) => ({
    id: newId("usr"),
    name: `Person ${i}`,
    email: `person-${i}@example.com`,
    emailVerified: true,
    token: newId("bench"),
  }));

  await db.insert(schema.organization).values(organizations);
  await db.insert(schema.instance).values(instances);
  await db.insert(schema.user).values(people);
  await db.insert(schema.session).values(
    people.map(({ id: userId, token }) => ({
      userId,
      token,
      expiresAt: new Date(Date.now() + 7 * DAY_MS),
    })),
  );
  await db.insert(schema.organizationUserMembership).values(
    people.map(({ id: userId }, i) => ({
      userId,
      organizationId: at(organizations, i).id,
      role: i < ORGANIZATIONS ? ("owner" as const) : ("member" as const),
    })),
  );
  for (const { id: instanceId } of instances)
    await db.insert(schema.machine).values(times(MACHINES, (i) => machine(instanceId, i)));

  const busy = at(instances, 0);
  const quiet = at(instances, INSTANCES);
  await insertEvents(connection, busy.id, EVENTS);
  await insertEvents(connection, quiet.id, FEW_EVENTS);
  await connection.query("analyze table user, session, machine, event, instance, organization");

  const signedIn = await Promise.all(
    people.map(async ({ email, token }, i): Promise<Person> => {
      const organization = at(organizations, i);
      const own = instances.filter(({ organizationId }) => organizationId === organization.id);
      const instance = at(own, Math.floor(i / ORGANIZATIONS));
      return {
        email,
        cookie: await serializeSigned("better-auth.session_token", token, secret),
        sessionToken: token,
        organizationId: organization.id,
        organizationSlug: organization.slug,
        instanceId: instance.id,
        instanceSlug: instance.slug,
      };
    }),
  );
  return {
    people: signedIn,
    /** One person for each connection of a load. */
    person: (connection: number) => at(signedIn, connection),
    /** The owner of the organization whose instance has 100,000 events, and of the one with 1,000. */
    withManyEvents: at(signedIn, 0),
    withFewEvents: at(signedIn, 1),
    /** The owner of an instance that may be sent more, as nobody measures how many it has. */
    withNewEvents: at(signedIn, 2),
  };
}

/** Adds machines to an instance, the same as it has. */
export async function insertMachines(connection: Connection, instanceId: string, count: number) {
  await insertInChunks(
    count,
    (i) => machine(instanceId, i),
    (rows) => drizzle(connection).insert(schema.machine).values(rows),
  );
}

/** Adds Slack messages to an instance, spread evenly over the last 30 days. */
export async function insertEvents(connection: Connection, instanceId: string, count: number) {
  const age = (i: number) => ((count - i) / count) * 30 * DAY_MS;
  await insertInChunks(
    count,
    (i) => slackMessage(instanceId, i, age(i)),
    (rows) => drizzle(connection).insert(schema.event).values(rows),
  );
}

const CHUNK = 2_000;

async function insertInChunks<T>(
  count: number,
  make: (i: number) => T,
  insert: (rows: T[]) => Promise<unknown>,
) {
  for (let from = 0; from < count; from += CHUNK)
    await insert(times(Math.min(CHUNK, count - from), (i) => make(from + i)));
}

function machine(instanceId: string, i: number) {
  return {
    instanceId,
    name: `machine-${i}`,
    type: "daytona" as const,
    state: i % 5 === 0 ? ("archived" as const) : ("started" as const),
    createdAt: ago(i * 97 * MINUTE_MS),
    updatedAt: ago(i * 97 * MINUTE_MS),
  };
}

const TYPES = ["slack.message", "slack.reaction_added", "slack.app_mention", "slack.file_shared"];

function slackMessage(instanceId: string, i: number, ageMs: number) {
  const externalId = `Ev${newId("bench").slice(6).toUpperCase()}`;
  const type = at(TYPES, i);
  return {
    type,
    instanceId,
    externalId,
    workspaceId: "T0BENCH0001",
    deduplicationKey: `slack:${externalId}:${instanceId}`,
    payload: {
      type: "event_callback",
      team_id: "T0BENCH0001",
      event_id: externalId,
      event: {
        type: type.slice("slack.".length),
        channel: "C0BENCH0001",
        user: "U0BENCH0001",
        text: `Message ${i}: the nightly build is green again and staging has been deployed.`,
      },
    },
    createdAt: ago(ageMs),
    updatedAt: ago(ageMs),
  };
}

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

const times = <T>(count: number, make: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));

/** The item at `i`, counted round and round. */
function at<T>(items: T[], i: number): T {
  const item = items[i % items.length];
  if (item === undefined) throw new Error("There is nothing to choose from.");
  return item;
}
