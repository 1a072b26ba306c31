import { runDataSteps } from "../../backend/db/data-steps.ts";
import { countPendingMigrations, migrateDatabase } from "../../backend/db/migrate.ts";
import type { DeployedStage } from "../../env.ts";
import { Problem } from "../setup/step.mjs";
import { DATABASE, MAIN_BRANCH, branchOf, planetScale, withBranchConnection } from "./branch.ts";
import { deployRequest, endRevertWindows, finishEarlierDeployRequests } from "./deploy-request.ts";
import { contentsOf } from "./new-database.ts";
import { until } from "./until.ts";

/**
 * Brings a stage's database to the schema of this checkout; the new workers are uploaded only after it.
 *
 * Production's branch refuses DDL (safe migrations), so the migrations run on a branch made for them,
 * and PlanetScale carries the difference over in a deploy request: without locking a table, and to be
 * reverted for half an hour. A branch that has no tables yet, and every other stage, is migrated directly.
 *
 * Rows are changed afterwards, in place (see data-steps.ts).
 *
 * @param folder the migrations; this checkout's unless given.
 * @param dataSteps what changes rows; this checkout's unless given.
 * @throws when a migration or the deploy request fails. Production's schema is then as it was.
 */
export async function migrateStage(
  stage: DeployedStage,
  folder?: string,
  dataSteps = runDataSteps,
): Promise<void> {
  await migrateSchema(stage, folder);
  // Production's rows too: safe migrations refuse DDL alone.
  await withBranchConnection(stage, branchOf(stage), "readwriter", dataSteps);
}

async function migrateSchema(stage: DeployedStage, folder?: string): Promise<void> {
  const migrate = (branch: string) =>
    withBranchConnection(stage, branch, "admin", (options) => migrateDatabase(options, folder));

  if (!stage.production) {
    try {
      return await migrate(branchOf(stage));
    } catch (error) {
      if (!(error instanceof Problem)) console.error(howToBeginAnew(stage));
      throw error;
    }
  }
  if (await isUpToDate(stage, folder)) return;
  await finishEarlierDeployRequests(stage);
  if ((await pendingOnMain(stage, folder)) > 0) await deployRequest(stage, migrate);
}

function howToBeginAnew(stage: DeployedStage) {
  const name = stage.stage;
  const branchPage = `https://app.planetscale.com/${stage.PLANETSCALE_ORGANIZATION}/${DATABASE}/${name}`;
  return (
    `The migrations of ${name} failed. Deploy again when the reason below is gone: they go on where they were. ` +
    "If statements that were run already have been changed since, begin anew: " +
    (stage.preview
      ? `pnpm run destroy --stage ${name}, and deploy it again.`
      : `delete its branch with all its rows at ${branchPage}, and deploy it again.`)
  );
}

/**
 * Turns safe migrations on, having made the tables where there are none: PlanetScale takes no deploy request
 * into an empty branch. While they are off and no table has a row, nothing was ever served from here, and
 * what is there is the rest of a first migration that was cut off.
 *
 * @returns whether that was all there is to do.
 */
async function isUpToDate(stage: DeployedStage, folder?: string) {
  const { api, path } = planetScale(stage);
  const main = { path: { ...path, branch: MAIN_BRANCH } };
  const { data: branch } = await api.getBranch(main);
  const { pending, tables, hasRows, isOurs } = await withBranchConnection(
    stage,
    MAIN_BRANCH,
    "reader",
    async (options) => ({
      ...(await contentsOf(options)),
      pending: await countPendingMigrations(options, folder),
    }),
  );
  if (tables.length > 0 && !isOurs)
    throw new Problem(
      `The database ${DATABASE} at PlanetScale has tables that are not this app's: nothing was changed. ` +
        `Rename or delete it, or set PLANETSCALE_ORGANIZATION to another organization. ` +
        `See https://app.planetscale.com/${path.organization}/${DATABASE}`,
    );
  const isNew = tables.length === 0 || !(branch.safe_migrations || hasRows);
  if (isNew && pending > 0) {
    if (branch.safe_migrations) await api.disableSafeMigrations(main);
    await migrateNew(stage, folder);
  }
  if (!branch.safe_migrations || isNew) await api.enableSafeMigrations(main);
  return isNew || pending === 0;
}

/** PlanetScale may refuse foreign keys for some minutes after it has said that they are enabled. */
const NOT_YET = /foreign key constraints are not allowed/;

function migrateNew(stage: DeployedStage, folder?: string) {
  return withBranchConnection(stage, MAIN_BRANCH, "admin", (options) =>
    until(
      async () => {
        try {
          await migrateDatabase(options, folder);
          return true;
        } catch (error) {
          if (error instanceof Error && NOT_YET.test(`${error.message} ${String(error.cause)}`))
            return undefined;
          throw error;
        }
      },
      {
        minutes: 15,
        tooLate:
          `PlanetScale still refuses foreign keys on ${DATABASE}. Deploy again when its settings show ` +
          `"Foreign key constraints" as enabled: nothing was uploaded.`,
      },
    ),
  );
}

/**
 * How many migrations production lacks. Those of a deploy request are noted only when it can't be reverted
 * any more, so what seems to be missing may be there: then the way back is given up, and the notes awaited.
 */
function pendingOnMain(stage: DeployedStage, folder?: string): Promise<number> {
  return withBranchConnection(stage, MAIN_BRANCH, "reader", async (options) => {
    const count = () => countPendingMigrations(options, folder);
    const before = await count();
    if (before === 0 || !(await endRevertWindows(stage))) return before;
    return until(
      async () => {
        const left = await count();
        return left < before ? left : undefined;
      },
      {
        minutes: 5,
        tooLate:
          `The last deploy request is complete, but its migrations are not marked as applied on ${MAIN_BRANCH}. ` +
          'See that "Automatically copy migration data" is on in the database\'s settings at PlanetScale.',
      },
    );
  });
}
