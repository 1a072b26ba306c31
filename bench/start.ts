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
    const app = await startWorkers(bench, ["dev/serve.ts", build], "/api/health");
    const page = await startWorkers(bench, ["dev/serve.ts", build], "/login");
    const empty = await startWorkers(bench, ["bench/serve-empty.ts", build], "/api/health");
    return [
      { subject: "GET /api/health of the app behind its proxy", figures: app },
      { subject: "GET /login of the app behind its proxy", figures: page },
      { subject: "the same with an empty app", figures: empty },
      {
        subject: "the app's own start",
        figures: { "workerd CPU ms": app["workerd CPU ms"] - empty["workerd CPU ms"] },
      },
      { subject: "bin/dev, warm", figures: { "ready s": await startDev() } },
    ];
  },
  targets: [
    { subject: "GET /api/health of the app behind its proxy", figure: "answer ms", atMost: 1500 },
    { subject: "the app's own start", figure: "workerd CPU ms", atMost: 100 },
    { subject: "bin/dev, warm", figure: "ready s", atMost: 20 },
  ],
};

/** Starts workers on ports of their own, and ends them when they have answered one request. */
async function startWorkers(bench: Bench, command: string[], address: string) {
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
  try {
    const response = await fetch(`http://localhost:${PORT_BASE}${address}`);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    await response.arrayBuffer();
    const answered = performance.now() - started;
    const all = (await findProcesses(process.pid))["workerd"] ?? [];
    const { workerd = NaN } = await cpuMilliseconds({
      workerd: all.filter((pid) => !others.includes(pid)),
    });
    return { "answer ms": answered, "workerd CPU ms": workerd };
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
