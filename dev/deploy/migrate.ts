import { waitForBranchReady } from "alchemy/planetscale";
import { setTimeout as delay } from "node:timers/promises";
import { runDataSteps } from "../../backend/db/data-steps.ts";
import { countPendingMigrations, migrateDatabase } from "../../backend/db/migrate.ts";
import type { DeployedStage } from "../../env.ts";
import { Problem } from "../setup/step.mjs";
import { MAIN_BRANCH, branchOf, planetScale, withBranchConnection } from "./branch.ts";

/** A schema change of a large table takes its time; the deploy waits for it. */
const DEPLOY_REQUEST_HOURS = 2;

/**
 * Brings a stage's database to the schema of this checkout; the new workers are uploaded only after it.
 *
 * Production's branch refuses DDL (safe migrations), so the migrations run on a branch made for them,
 * and PlanetScale carries the difference over in a deploy request: without locking a table, and to be
 * reverted for half an hour. Every other stage is migrated directly.
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
  const pendingOnMain = () =>
    withBranchConnection(stage, MAIN_BRANCH, "reader", (options) =>
      countPendingMigrations(options, folder),
    );

  if (!stage.production) return migrate(branchOf(stage));
  if ((await pendingOnMain()) === 0) return;
  await deployRequest(stage, migrate);
  const left = await pendingOnMain();
  if (left > 0)
    throw new Problem(
      `The deploy request is done, but ${left} migrations are not marked as applied on ${MAIN_BRANCH}. ` +
        'See that "Automatically copy migration data" is on in the database\'s settings at PlanetScale.',
    );
}

/** Changes a branch made for it, and has PlanetScale carry the difference over to production's. */
async function deployRequest(stage: DeployedStage, change: (branch: string) => Promise<void>) {
  const { api, path } = planetScale(stage);
  const branch = `migrate-${Date.now().toString(36)}`;
  await api.createBranch({ path, body: { name: branch, parent_branch: MAIN_BRANCH } });
  try {
    await waitForBranchReady(api, path.organization, path.database, branch);
    await change(branch);
  } catch (error) {
    await api.deleteBranch({ path: { ...path, branch }, throwOnError: false });
    throw error;
  }

  await endRevertWindows(stage);
  const { data: request } = await api.createDeployRequest({
    path,
    body: {
      branch,
      into_branch: MAIN_BRANCH,
      notes: "Migrations of a deploy.",
      auto_cutover: true,
      auto_delete_branch: true,
    },
  });
  const state = await settled(stage, request.number, ["pending"]);
  if (state === "ready")
    await api.queueDeployRequest({ path: { ...path, number: request.number } });
  const outcome = await settled(stage, request.number, UNDER_WAY);
  if (!DONE.has(outcome))
    throw new Problem(
      `PlanetScale did not apply the migrations: deploy request ${request.number} is "${outcome}".\n` +
        `Nothing was uploaded. See ${request.html_url}`,
    );
}

const UNDER_WAY = [
  "ready",
  "queued",
  "submitting",
  "in_progress",
  "pending_cutover",
  "in_progress_vschema",
  "in_progress_cutover",
];
const DONE = new Set(["complete", "complete_pending_revert", "no_changes"]);

/** PlanetScale deploys nothing while an earlier change can still be reverted: deploying again gives that up. */
async function endRevertWindows(stage: DeployedStage) {
  const { api, path } = planetScale(stage);
  const { data: requests } = await api.listDeployRequests({
    path,
    query: { into_branch: MAIN_BRANCH },
  });
  for (const { number, deployment_state } of requests.data)
    if (deployment_state === "complete_pending_revert")
      await api.skipRevertPeriod({ path: { ...path, number } });
}

/** The deployment's state once it is none of `passing`. */
async function settled(stage: DeployedStage, number: number, passing: string[]) {
  const { api, path } = planetScale(stage);
  const deadline = Date.now() + DEPLOY_REQUEST_HOURS * 60 * 60_000;
  for (let wait = 100; Date.now() < deadline; wait = Math.min(wait * 2, 5000)) {
    const { data } = await api.getDeployRequest({ path: { ...path, number } });
    if (!passing.includes(data.deployment_state)) return data.deployment_state;
    await delay(wait);
  }
  throw new Problem(
    `Deploy request ${number} is still at work after ${DEPLOY_REQUEST_HOURS} hours. ` +
      "Deploy again when it has ended: nothing was uploaded.",
  );
}
