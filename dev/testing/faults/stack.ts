import { rm } from "node:fs/promises";
import path from "node:path";
import { migrateDatabase } from "../../../backend/db/migrate.ts";
import { LOCAL_DATABASE, localAppEnv, localStack } from "../../../env.ts";
import { startChild } from "../../child.ts";
import { startEmulators } from "../../emulators.ts";
import { startGateway } from "../../gateway/gateway.ts";
import { startMysql } from "../../mysql/server.ts";
import { Parts } from "../../parts.ts";
import { freePortBlock } from "../../ports.ts";
import { type Faulty, startControl } from "./control.ts";
import { startFaultProxy } from "./proxy.ts";

/** The stack's own ports, one for each proxy, the control's and the rooms'. */
const PORTS = 12;

/** What is too slow. Long enough for a busy machine, short enough to be waited for in many tests. */
const TIMEOUT_MS = 1_500;

/**
 * The build of the running stack once more, over a database and emulators of its own, each behind a
 * proxy that goes wrong on command (see control.ts), as the app behind the edge proxy is.
 */
export async function startFaultStack(name: string) {
  const shared = localStack();
  const PORT_BASE = String(await freePortBlock(shared.ports.mysql + 2001, PORTS));
  const dataDir = path.resolve(shared.dataDir, name);
  await rm(dataDir, { recursive: true, force: true });
  const stack = localStack({ PORT_BASE, DATA_DIR: dataDir });
  const { ports } = stack;
  const [app, google, slack, gateway, control, rooms] = [1, 2, 3, 4, 5, 6].map(
    (i) => ports.mysql + i,
  );
  if (!app || !google || !slack || !gateway || !control || !rooms)
    throw new Error("There are six.");
  const { name: database, username, password } = LOCAL_DATABASE;

  const parts = new Parts();
  const mysql = await parts.start(async () => ({
    name: "mysql",
    ...(await startMysql({ dataDir, port: ports.mysql, throwaway: true })),
  }));
  const account = { socketPath: mysql.socketPath, user: username, password, database };
  await migrateDatabase(account);
  const closing = async <T extends { close(): unknown }>(part: string, started: Promise<T>) => {
    const running = await started;
    await parts.start(async () => ({ name: part, stop: async () => void (await running.close()) }));
    return running;
  };
  await closing(
    "gateway",
    startGateway({ mysql: account, port: ports.gateway, username, password }),
  );
  await parts.start(async () => ({
    name: "emulators",
    ...(await startEmulators(stack, localAppEnv(stack))),
  }));
  const proxy = (port: number, target: number) =>
    closing(`proxy ${port}`, startFaultProxy({ port, target }));
  const proxies = {
    app: await proxy(app, ports.app),
    google: await proxy(google, ports.google),
    slack: await proxy(slack, ports.slack),
    database: await proxy(gateway, ports.gateway),
    rooms: faultyRooms(rooms),
  };
  await closing("control", startControl(control, proxies));

  const environment = {
    PORT_BASE,
    DATA_DIR: dataDir,
    PSCALE_DATABASE_URL: `http://${username}:${password}@127.0.0.1:${gateway}`,
    GOOGLE_EMULATOR_URL: `http://localhost:${google}`,
    SLACK_EMULATOR_URL: `http://localhost:${slack}`,
    DATABASE_TIMEOUT_MS: TIMEOUT_MS,
    PROVIDER_TIMEOUT_MS: TIMEOUT_MS,
  };
  await parts.start(() =>
    startChild({
      name: "workers",
      command: [
        "env",
        ...Object.entries(environment).map((pair) => pair.join("=")),
        process.execPath,
        path.resolve("dev/testing/faults/serve.ts"),
        `--build=${path.resolve(shared.dataDir, "build")}`,
        `--state=${path.join(dataDir, "workers")}`,
        `--app=${app}`,
        `--rooms=${rooms}`,
      ],
      logDir: path.join(dataDir, "logs"),
      ready: /^workers ready/,
    }),
  );
  return {
    portBase: PORT_BASE,
    dataDir,
    url: `http://localhost:${ports.edge}`,
    control,
    stop: () => parts.stop(),
  };
}

/** The Durable Objects as a part that can be struck: they fail, in whatever way they are told to. */
function faultyRooms(port: number): Faulty {
  return {
    async become(fault) {
      await fetch(`http://127.0.0.1:${port}`, { method: fault ? "PUT" : "DELETE" });
    },
    seen: () => [],
  };
}
