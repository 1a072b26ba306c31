import { once } from "node:events";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/mysql2";
import type { WebSocket } from "ws";
import { machine, organizationUserMembership as membership, user } from "../backend/db/schema.ts";
import { percentile } from "./load.ts";
import type { Bench, Part, Row } from "./part.ts";
import type { Person } from "./seed.ts";
import { openSocket } from "./sockets.ts";

const LISTENERS = [0, 1, 100, 1000];
const MUTATIONS = 50;
/** A message that has not come by then has been lost. */
const PATIENCE_MS = 10_000;

/** How soon everybody who has an organization open hears of a change, and what that costs whoever makes it. */
export const live: Part = {
  title: "machine.archive and machine.restore, one by one, with dashboards listening",
  async measure(bench): Promise<Row[]> {
    const actor = bench.seed.person(0);
    const listeners = await joinAll(bench, actor.organizationId);
    const change = await changer(bench, actor);
    const rows: Row[] = [];
    for (const count of LISTENERS) {
      const sockets = await Promise.all(
        Array.from({ length: count }, (_, i) =>
          openSocket(bench.urls.edge, bench.urls.edge, listeners(i)),
        ),
      );
      const figures = await measureChanges(sockets, change);
      const { workerd = NaN } = await bench.memory();
      rows.push({ subject: listening(count), figures: { ...figures, "workerd MB": workerd } });
      await Promise.all(sockets.map(close));
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

/** Times a series of changes: until each is answered, and from then until the last socket has heard of it. */
async function measureChanges(sockets: WebSocket[], change: () => Promise<void>) {
  await change();
  const answers: number[] = [];
  const heard: number[] = [];
  for (let i = 0; i < MUTATIONS; i++) {
    const started = performance.now();
    const [answeredAt, heardAt] = await Promise.all([
      change().then(() => performance.now()),
      allHear(sockets).then(() => performance.now()),
    ]);
    answers.push(answeredAt - started);
    heard.push(heardAt - answeredAt);
  }
  const sorted = (times: number[]) => times.toSorted((a, b) => a - b);
  const figures = {
    "answer p50 ms": percentile(sorted(answers), 0.5),
    "answer p99 ms": percentile(sorted(answers), 0.99),
  };
  if (sockets.length === 0) return figures;
  return {
    ...figures,
    "last heard p50 ms": percentile(sorted(heard), 0.5),
    "last heard p99 ms": percentile(sorted(heard), 0.99),
  };
}

/** Resolves when each socket has got a message. One counter, because a promise each would be what is measured. */
function allHear(sockets: WebSocket[]) {
  return new Promise<void>((resolve, reject) => {
    let waiting = sockets.length;
    if (waiting === 0) return resolve();
    const lost = () => reject(new Error(`${waiting} of ${sockets.length} sockets heard nothing.`));
    const patience = setTimeout(lost, PATIENCE_MS);
    const onMessage = () => {
      if (--waiting > 0) return;
      clearTimeout(patience);
      resolve();
    };
    for (const socket of sockets) socket.once("message", onMessage);
  });
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

async function close(socket: WebSocket) {
  const closed = once(socket, "close");
  socket.close();
  await closed;
}
