import { setTimeout as delay } from "node:timers/promises";
import { percentile } from "./load.ts";
import type { Bench, Part, Row } from "./part.ts";
import { openSocket } from "./sockets.ts";
import { mixedTraffic } from "./traffic.ts";

const SOCKETS = 200;
/** How many requests are kept running to find out what the stack can take. */
const CONNECTIONS = 32;
/** The time is cut into so many pieces, whatever its length: minutes, when it is the usual ten. */
const PIECES = 10;
const TICK_MS = 20;
const LOOK_MS = 1_000;

/** Half of what the stack can take, for long: nothing fails, nothing is lost, and memory stays as it is. */
export const soak: Part = {
  title: `pages, reads, mutations, webhooks and ${SOCKETS} sockets at half of the capacity`,
  once: true,
  lasts: true,
  async measure(bench): Promise<Row[]> {
    const traffic = await mixedTraffic(bench);
    const sockets = await openSockets(bench);
    const capacity = await findCapacity(traffic.next, bench.seconds);
    const rate = capacity / 2;

    const rows: Row[] = [];
    let errors = 0;
    for (let piece = 1; piece <= PIECES; piece++) {
      const memory = watchMemory(bench);
      const durationMs = (bench.minutes * 60_000) / PIECES;
      const [load, heaps] = await Promise.all([
        sendAtRate(traffic.next, rate, durationMs),
        delay(durationMs / 2).then(() => heapsOf(bench)),
      ]);
      errors += load.errors;
      rows.push({
        subject: `piece ${piece} of ${PIECES}`,
        figures: { ...load.figures, ...heaps, ...(await memory.mean()) },
      });
    }
    const [, second, last] = [rows[0], rows[1], rows.at(-1)];
    rows.push(
      { subject: "last : second piece", figures: memoryRatios(last, second) },
      {
        subject: "the whole",
        figures: {
          "capacity, requests/s": capacity,
          errors,
          "accepted writes": traffic.accepted(),
          "missing writes": await traffic.missing(),
          "lost sockets": sockets.lost(),
          "messages heard": sockets.heard(),
        },
      },
    );
    sockets.close();
    return rows;
  },
  targets: [
    ...["errors", "missing writes", "lost sockets"].map((figure) => ({
      subject: "the whole",
      figure,
      atMost: 0,
    })),
    ...["app heap MB", "edge heap MB", "gateway heap MB"].map((figure) => ({
      subject: "last : second piece",
      figure,
      atMost: 1.1,
    })),
  ],
};

/**
 * What both workers and the gateway keep. The size of their processes says little of it: V8 lets garbage gather
 * for minutes, and workerd's holds some fifty more isolates, Miniflare's and the floors'.
 */
async function heapsOf({ inspector }: Bench) {
  return {
    "app heap MB": await inspector.heapMegabytes({ worker: "app" }),
    "edge heap MB": await inspector.heapMegabytes({ worker: "edge-proxy" }),
    "gateway heap MB": await inspector.heapMegabytes("gateway"),
  };
}

/**
 * Looks at resident memory every second. A garbage collector lets it rise and fall: one look at the end
 * of a minute would tell where between two collections that was.
 */
function watchMemory({ memory }: Bench) {
  const looks: Record<string, number>[] = [];
  const done = new AbortController();
  const watching = (async () => {
    while (!done.signal.aborted) {
      looks.push(await memory());
      await delay(LOOK_MS);
    }
  })();
  return {
    async mean() {
      done.abort();
      await watching;
      const names = Object.keys(looks[0] ?? {});
      const meanOf = (name: string) =>
        looks.reduce((sum, look) => sum + (look[name] ?? NaN), 0) / looks.length;
      return Object.fromEntries(names.map((name) => [`${name} MB`, meanOf(name)]));
    },
  };
}

function memoryRatios(last: Row | undefined, second: Row | undefined) {
  const ofMemory = Object.keys(last?.figures ?? {}).filter((name) => name.endsWith(" MB"));
  return Object.fromEntries(
    ofMemory.map((name) => [name, (last?.figures[name] ?? NaN) / (second?.figures[name] ?? NaN)]),
  );
}

/** Requests a second when as many are running as the stack is kept busy with. */
async function findCapacity(next: () => Promise<void>, seconds: number) {
  let answered = 0;
  const end = performance.now() + seconds * 1000;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < end) {
        await next();
        answered++;
      }
    }),
  );
  return answered / ((performance.now() - started) / 1000);
}

/** Sends at a steady rate, however long the answers take, and waits for the last of them. */
async function sendAtRate(next: () => Promise<void>, rate: number, durationMs: number) {
  const times: number[] = [];
  const failures = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const send = async () => {
    const started = performance.now();
    try {
      await next();
      times.push(performance.now() - started);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.set(reason, (failures.get(reason) ?? 0) + 1);
    }
  };
  const start = performance.now();
  for (let sent = 0; performance.now() - start < durationMs; await delay(TICK_MS))
    for (const due = ((performance.now() - start) / 1000) * rate; sent < due; sent++) {
      const request = send().finally(() => running.delete(request));
      running.add(request);
    }
  await Promise.all(running);
  for (const [reason, count] of failures) console.log(`${count} × ${reason}`);
  const sorted = times.toSorted((a, b) => a - b);
  const errors = [...failures.values()].reduce((sum, count) => sum + count, 0);
  return {
    errors,
    figures: {
      "requests/s": times.length / ((performance.now() - start) / 1000),
      "p50 ms": percentile(sorted, 0.5),
      "p99 ms": percentile(sorted, 0.99),
      errors,
    },
  };
}

/** Everybody's dashboards, open all the while. */
async function openSockets({ urls: { edge }, seed }: Bench) {
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, (_, i) => openSocket(edge, edge, seed.person(i))),
  );
  let lost = 0;
  let heard = 0;
  const lose = () => lost++;
  for (const socket of sockets) {
    socket.on("close", lose);
    socket.on("message", () => heard++);
  }
  return {
    lost: () => lost,
    heard: () => heard,
    close() {
      for (const socket of sockets) socket.off("close", lose).terminate();
    },
  };
}
