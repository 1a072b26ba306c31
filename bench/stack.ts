import { rm } from "node:fs/promises";
import path from "node:path";
import { createConnection } from "mysql2/promise";
import { startChild } from "../dev/child.ts";
import type { Parts } from "../dev/parts.ts";
import { freePortBlock } from "../dev/ports.ts";
import { step } from "../dev/setup/step.mjs";
import { LOCAL_DATABASE, localAppEnv, localStack } from "../env.ts";
import { loader } from "./load.ts";
import type { Bench } from "./part.ts";
import { benchPorts, PORTS } from "./ports.ts";
import { findProcesses, memoryMegabytes } from "./processes.ts";
import { inspector } from "./inspector.ts";
import { insertSeed } from "./seed.ts";

/** Starts a stack of its own with the floors beside it, fills it, and gives what to measure it with. */
export async function startStack(
  parts: Parts,
  dataDir: string,
  { rounds, seconds, minutes }: Pick<Bench, "rounds" | "seconds" | "minutes">,
): Promise<Bench> {
  const PORT_BASE = String(await freePortBlock(localStack().ports.mysql + 201, PORTS));
  // One person makes as much load here as elsewhere hundreds.
  const environment = { PORT_BASE, DATA_DIR: dataDir, RATE_LIMIT_FACTOR: "1000" };
  const stack = localStack(environment);
  const ports = benchPorts(stack);

  await rm(dataDir, { recursive: true, force: true });
  await step("Bare page", "vite", [
    "build",
    "bench/bare-page",
    `--outDir=${path.resolve(dataDir, "bare-page")}`,
    "--logLevel=warn",
  ]);
  await parts.start(() =>
    startChild({
      name: "stack",
      command: [
        "env",
        ...Object.entries(environment).map((pair) => pair.join("=")),
        process.execPath,
        "dev/start.ts",
        "--empty",
        "--throwaway",
        "--serve=bench/serve.ts",
      ],
      logDir: path.join(dataDir, "logs"),
      ready: /^ready /,
    }),
  );

  const { name: database, username: user, password } = LOCAL_DATABASE;
  const mysql = await createConnection({
    host: "127.0.0.1",
    port: stack.ports.mysql,
    user,
    password,
    database,
    timezone: "Z",
  });
  await parts.start(async () => ({ name: "connection", stop: () => mysql.end() }));

  const processes = await findProcesses(process.pid);
  const url = (port: number) => `http://localhost:${port}`;
  return {
    stack,
    urls: {
      edge: url(stack.ports.edge),
      app: url(stack.ports.app),
      floorEdge: url(ports.floorEdge),
      floor: url(ports.floor),
      barePageEdge: url(ports.barePageEdge),
      barePage: url(ports.barePage),
    },
    dataDir,
    buildDir: path.join(dataDir, "build"),
    seed: await insertSeed(mysql, localAppEnv(stack).BETTER_AUTH_SECRET),
    mysql,
    load: loader(processes, stack, seconds),
    memory: () => memoryMegabytes(processes),
    inspector: inspector(ports.inspector, processes["gateway"]?.[0]),
    rounds,
    seconds,
    minutes,
  };
}
