import { setTimeout as delay } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/mysql2";
import { machine, organizationUserMembership as membership, user } from "../backend/db/schema.ts";
import { sharedNow, startListeners } from "./listeners.ts";
import { percentile } from "./load.ts";
import type { Bench, Part, Row } from "./part.ts";
import type { Person } from "./seed.ts";

const LISTENERS = [0, 1, 100, 1000];
const MUTATIONS = 50;
/** Changes before them, so that the code is compiled. */
const WARM_UP = 10;
/**
 * Between two changes, as between two of people's: when the last has heard, workerd has yet to end what it
 * began for each socket, and all its workers share one thread.
 */
const PAUSE_MS = 50;

/** How soon everybody who has an organization open hears of a change, and what that costs whoever makes it. */
export const live: Part = {
  title: "machine.archive and machine.restore, one by one, with dashboards listening",
  async measure(bench): Promise<Row[]> {
    const actor = bench.seed.person(0);
    const listener = await joinAll(bench, actor.organizationId);
    const change = await changer(bench, actor);
    const rows: Row[] = [];
    for (const count of LISTENERS) {
      const people = Array.from({ length: count }, (_, i) => listener(i));
      const figures = await measureChanges(bench, people, change);
      rows.push({ subject: listening(count), figures });
    }
    rows.push(compare(rows));
    return rows;
  },
  targets: [{ subject: "1000 : 0 listening", figure: "answer p50 ms", atMost: 1.25 }],
};

const listening = (count: number) => `${count} listening`;

function compare(rows: Row[]): Row {
  const of = (count: number) =>
    rows.find(({ subject }) => subject === listening(count))?.figures["answer p50 ms"] ?? NaN;
  return { subject: "1000 : 0 listening", figures: { "answer p50 ms": of(1000) / of(0) } };
}

/** Times a series of changes: until each is answered, and from then until the last of the people has heard of it. */
async function measureChanges(bench: Bench, people: Person[], change: () => Promise<void>) {
  const listeners = people.length > 0 ? await startListeners(bench, people) : undefined;
  const answers: number[] = [];
  const heard: number[] = [];
  for (let i = -WARM_UP; i < MUTATIONS; i++) {
    await delay(PAUSE_MS);
    const started = sharedNow();
    const [answeredAt, heardAt] = await Promise.all([
      change().then(sharedNow),
      listeners?.heardAt(),
    ]);
    if (i < 0) continue;
    answers.push(answeredAt - started);
    if (heardAt !== undefined) heard.push(heardAt - answeredAt);
  }
  const { workerd = NaN } = await bench.memory();
  await listeners?.stop();
  return {
    ...percentiles("answer", answers),
    ...(listeners && percentiles("last heard", heard)),
    "workerd MB": workerd,
  };
}

function percentiles(what: string, times: number[]) {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    [`${what} p50 ms`]: percentile(sorted, 0.5),
    [`${what} p99 ms`]: percentile(sorted, 0.99),
  };
}

/** Everybody becomes a member of the organization: a person may have 20 sockets open and no more. */
async function joinAll({ mysql, seed }: Bench, organizationId: string) {
  const db = drizzle(mysql);
  const people = await db.select({ userId: user.id }).from(user);
  const members = people.map(({ userId }) => ({ organizationId, userId, role: "member" as const }));
  await db.insert(membership).ignore().values(members);
  return (i: number): Person => ({ ...seed.person(i), organizationId });
}

/** Archives one machine of somebody's instance and restores it, by turns. */
async function changer({ mysql, urls: { edge } }: Bench, { instanceId, ...person }: Person) {
  const [one] = await drizzle(mysql)
    .select({ machineId: machine.id })
    .from(machine)
    .where(eq(machine.instanceId, instanceId))
    .limit(1);
  const { organizationSlug, instanceSlug, cookie } = person;
  const body = JSON.stringify({ ...one, organizationSlug, instanceSlug });
  const headers = { cookie, origin: edge, "content-type": "application/json" };
  let procedure = "machine.restore";
  return async () => {
    procedure = procedure === "machine.archive" ? "machine.restore" : "machine.archive";
    const response = await fetch(`${edge}/api/trpc/${procedure}`, {
      method: "POST",
      headers,
      body,
    });
    if (!response.ok) throw new Error(`${procedure}: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  };
}
