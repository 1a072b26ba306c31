import { rm } from "node:fs/promises";
import path from "node:path";
import { migrateDatabase } from "../../backend/db/migrate.ts";
import { LOCAL_DATABASE, localStack } from "../../env.ts";
import { startChild } from "../child.ts";
import { startGateway } from "../gateway/gateway.ts";
import { type Mysql, startMysql } from "../mysql/server.ts";
import { freePortBlock } from "../ports.ts";
import { stack as shared } from "./client.ts";

const { name: database, username, password } = LOCAL_DATABASE;

/**
 * The build of the running stack once more, over a database of its own that can be killed and started
 * again without anybody else noticing. Without the emulators.
 */
export async function startOwnStack(name: string) {
  const PORT_BASE = String(await freePortBlock(shared.ports.mysql + 1001, 6));
  const dataDir = path.resolve(shared.dataDir, name);
  await rm(dataDir, { recursive: true, force: true });
  const stack = localStack({ PORT_BASE, DATA_DIR: dataDir });

  const startDatabase = () => startMysql({ dataDir, port: stack.ports.mysql, throwaway: true });
  let mysql: Mysql = await startDatabase();
  const address = { host: "127.0.0.1", port: stack.ports.mysql };
  await migrateDatabase({ ...address, user: username, password, database });
  const gateway = await startGateway({
    mysql: { ...address, user: username, password, database },
    port: stack.ports.gateway,
    username,
    password,
  });
  const workers = await startChild({
    name: "workers",
    command: [
      "env",
      `PORT_BASE=${PORT_BASE}`,
      `DATA_DIR=${dataDir}`,
      process.execPath,
      path.resolve("dev/serve.ts"),
      `--build=${path.resolve(shared.dataDir, "build")}`,
      `--state=${path.join(dataDir, "workers")}`,
    ],
    logDir: path.join(dataDir, "logs"),
    ready: /^workers ready/,
  });

  return {
    url: `http://localhost:${stack.ports.edge}`,
    databaseUrl: gateway.url,
    /** Kills the database in the middle of whatever it does. */
    killDatabase: () => mysql.stop(),
    async startDatabase() {
      mysql = await startDatabase();
    },
    async [Symbol.asyncDispose]() {
      await workers.stop();
      await gateway.close();
      await mysql.stop();
    },
  };
}
