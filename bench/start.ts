import path from "node:path";
import { startChild } from "../dev/child.ts";
import { freePortBlock } from "../dev/ports.ts";
import { localStack } from "../env.ts";
import type { Bench, Part, Row } from "./part.ts";
import { cpuMilliseconds, findProcesses } from "./processes.ts";

/** How long it takes until somebody is answered: by a worker that starts, and by `bin/dev`. */
export const start: Part = {
  title: "until the first answer",
  async measure(bench): Promise<Row[]> {
    const build = `--build=${bench.buildDir}`;
    const served = ["dev/serve.ts", build];
    const health = await startWorkers(bench, served, async ({ get }) => get("/api/health"));
    const page = await startWorkers(bench, served, async ({ get }) => get("/login"));
    const unloaded = ["bench/serve-unloaded.ts", build];
    const loading = await startWorkers(bench, unloaded, async ({ get, cpu }) => {
      await get("/api/nothing");
      const before = await cpu();
      await get("/api/load");
      return (await cpu()) - before;
    });
    return [
      { subject: "GET /api/health", figures: { "answer ms": health.ms } },
      { subject: "GET /login", figures: { "answer ms": page.ms } },
      { subject: "the app's modules", figures: { "workerd CPU ms": loading.result } },
      { subject: "bin/dev, warm", figures: { "ready s": await startDev() } },
    ];
  },
  targets: [
    { subject: "GET /api/health", figure: "answer ms", atMost: 1500 },
    { subject: "the app's modules", figure: "workerd CPU ms", atMost: 100 },
    { subject: "bin/dev, warm", figure: "ready s", atMost: 20 },
  ],
};

interface Started {
  get: (address: string) => Promise<void>;
  /** CPU time that workerd has taken so far, in ms. */
  cpu: () => Promise<number>;
}

/** Starts workers on ports of their own, and ends them after `measure`. @returns the time all of it took. */
async function startWorkers<T>(
  bench: Bench,
  command: string[],
  measure: (_: Started) => Promise<T>,
) {
  const PORT_BASE = await freePortBlock(bench.stack.ports.mysql + 20, 6);
  const state = path.join(bench.dataDir, "first-answer");
  const others = (await findProcesses(process.pid))["workerd"] ?? [];
  const started = performance.now();
  const workers = await startChild({
    name: "first-answer",
    command: ["env", `PORT_BASE=${PORT_BASE}`, process.execPath, ...command, `--state=${state}`],
    logDir: path.join(bench.dataDir, "logs"),
    ready: /^workers ready/,
  });
  const get = async (address: string) => {
    const response = await fetch(`http://localhost:${PORT_BASE}${address}`);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    await response.arrayBuffer();
  };
  const cpu = async () => {
    const all = (await findProcesses(process.pid))["workerd"] ?? [];
    const own = all.filter((pid) => !others.includes(pid));
    return (await cpuMilliseconds({ workerd: own }))["workerd"] ?? NaN;
  };
  try {
    const result = await measure({ get, cpu });
    return { ms: performance.now() - started, result };
  } finally {
    await workers.stop();
  }
}

let warm = false;

/** Starts `bin/dev` with data that is there from an earlier start. @returns the seconds until it is ready. */
async function startDev() {
  if (!warm) await timeDev();
  warm = true;
  return timeDev();
}

async function timeDev() {
  const dataDir = path.resolve(localStack().dataDir, "bench-dev");
  const PORT_BASE = await freePortBlock(localStack().ports.mysql + 301, 6);
  const started = performance.now();
  const dev = await startChild({
    name: "dev",
    command: ["env", `PORT_BASE=${PORT_BASE}`, `DATA_DIR=${dataDir}`, "bin/dev"],
    logDir: path.join(dataDir, "logs"),
    ready: /^ready /,
  });
  const seconds = (performance.now() - started) / 1000;
  await dev.stop();
  return seconds;
}
