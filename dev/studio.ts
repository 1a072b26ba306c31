import { startStudioMySQLServer } from "drizzle-kit/api";
import type { ConnectionOptions } from "mysql2/promise";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import * as schema from "../backend/db/schema.ts";
import { command, withDatabase } from "./command.ts";
import { freePortBlock } from "./ports.ts";

// pnpm db:studio                           Drizzle Studio over the running local database
// pnpm db:studio --stage prd               over a deployed stage's, which it can only read
// pnpm db:studio --stage staging --write   and change

const HOST = "127.0.0.1";
/** Where Studio's page looks for it. */
const STUDIO_PORT = 4983;
/** Before the stage's password ends. */
const STAGE_MINUTES = 55;

await command(async () => {
  const { values } = parseArgs({
    options: { stage: { type: "string" }, write: { type: "boolean", default: false } },
  });
  const { stage, write } = values;
  await withDatabase(stage, write ? "readwriter" : "reader", async (connection) => {
    const port = await freePortBlock(STUDIO_PORT, 1);
    await startStudioMySQLServer(schema, credentials(connection), { host: HOST, port });
    console.log(`Open https://local.drizzle.studio${port === STUDIO_PORT ? "" : `?port=${port}`}`);
    if (stage)
      console.log(
        `This is ${stage}'s data, ${write ? "which you can change" : "which you can read and not change"}, for ${STAGE_MINUTES} minutes.`,
      );
    console.log(
      "Every page that is open in a browser here can ask it too: stop it with Ctrl-C when you are done.",
    );
    await stopped(stage);
  });
  // Studio's server has no end.
  process.exit(0);
});

async function stopped(stage: string | undefined) {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal));
  const timeIsUp = delay(STAGE_MINUTES * 60_000, undefined, { ref: false }).then(() =>
    console.log(`${STAGE_MINUTES} minutes are over. Run it again to go on.`),
  );
  await Promise.race(stage ? [...signals, timeIsUp] : signals);
}

function credentials({
  host = HOST,
  port = 3306,
  user,
  password,
  database,
  ssl,
}: ConnectionOptions) {
  if (!database) throw new Error("The connection names no database.");
  return {
    host,
    port,
    database,
    ...(user && { user }),
    ...(password && { password }),
    // Studio knows fewer options; Node's own lowest version is TLS 1.2 too.
    ...(ssl && { ssl: { rejectUnauthorized: true } }),
  };
}
