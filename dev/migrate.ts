import { parseArgs } from "node:util";
import { runDataSteps } from "../backend/db/data-steps.ts";
import { migrateDatabase } from "../backend/db/migrate.ts";
import { deployedStage } from "../env.ts";
import { command, withDatabase } from "./command.ts";
import { migrateStage } from "./deploy/migrate.ts";

// pnpm db:migrate                the running local database
// pnpm db:migrate --stage prd    a deployed stage's, as a deploy does before it uploads

await command(async () => {
  const { values } = parseArgs({ options: { stage: { type: "string" } } });
  if (values.stage) await migrateStage(deployedStage(values.stage));
  else
    await withDatabase(undefined, "readwriter", async (connection) => {
      await migrateDatabase(connection);
      await runDataSteps(connection);
    });
  console.log(`The ${values.stage ?? "local"} database is up to date.`);
});
