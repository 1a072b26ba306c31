import path from "node:path";
import { LOCAL_DATABASE, localAppEnv, localStack } from "../env.ts";
import { runDataSteps } from "../backend/db/data-steps.ts";
import { migrateDatabase } from "../backend/db/migrate.ts";
import { startChild } from "./child.ts";
import { insertDemoData } from "./demo-data.ts";
import { startEmulators } from "./emulators.ts";
import { startMysql } from "./mysql/server.ts";
import type { Parts } from "./parts.ts";
import { requireFreePorts } from "./ports.ts";

interface StandInOptions {
  /** Whether a database without anybody in it gets the demo data. */
  demoData: boolean;
  /** For data nobody will miss. */
  throwaway?: boolean;
}

/** Starts what the deployed stage has elsewhere: the database, migrated, and Google and Slack. */
export async function startStandIns(parts: Parts, options: StandInOptions) {
  const stack = localStack();
  const env = localAppEnv(stack);
  const dataDir = path.resolve(stack.dataDir);

  await requireFreePorts(stack);

  const mysql = await parts.start(async () => {
    const port = stack.ports.mysql;
    return {
      name: "mysql",
      ...(await startMysql({ dataDir, port, throwaway: options.throwaway })),
    };
  });

  const { name, username, password } = LOCAL_DATABASE;
  const database = { socketPath: mysql.socketPath, user: username, password, database: name };
  await migrateDatabase(database);
  await runDataSteps(database);
  if (options.demoData) await insertDemoData(database);

  await parts.start(() =>
    startChild({
      name: "gateway",
      command: [
        process.execPath,
        path.resolve("dev/gateway/main.ts"),
        `--port=${stack.ports.gateway}`,
        `--socket=${mysql.socketPath}`,
        `--mysql-user=${username}`,
        `--mysql-password=${password}`,
        `--database=${name}`,
        `--username=${username}`,
        `--password=${password}`,
      ],
      logDir: path.join(dataDir, "logs"),
      ready: /^gateway ready/,
    }),
  );

  await parts.start(async () => ({ name: "emulators", ...(await startEmulators(stack, env)) }));

  return { stack, env, dataDir };
}
