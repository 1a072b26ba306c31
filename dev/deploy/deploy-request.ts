import type { DeployedStage } from "../../env.ts";
import { Problem } from "../setup/step.mjs";
import { branchReady, MAIN_BRANCH, planetScale } from "./branch.ts";
import { until } from "./until.ts";

/** A schema change of a large table takes its time; the deploy waits for it. */
const DEPLOY_REQUEST_HOURS = 2;
/** PlanetScale's half hour, and a little more. */
const REVERT_WINDOW_MINUTES = 35;
/** How a branch is called that a deploy makes for its migrations. */
const BRANCH_PREFIX = "migrate-";

/** No migration takes longer before its deploy request is made. */
const AN_HOUR_MS = 60 * 60_000;

const UNDER_WAY: ReadonlySet<string> = new Set([
  "queued",
  "submitting",
  "in_progress",
  "pending_cutover",
  "in_progress_vschema",
  "in_progress_cancel",
  "in_progress_cutover",
  "in_progress_revert",
  "in_progress_revert_vschema",
]);
const DEPLOYED: ReadonlySet<string> = new Set(["complete", "complete_pending_revert"]);

/** Changes a branch made for it, and has PlanetScale carry the difference over to production's. */
export async function deployRequest(
  stage: DeployedStage,
  change: (branch: string) => Promise<void>,
): Promise<void> {
  const { api, path } = planetScale(stage);
  const branch = `${BRANCH_PREFIX}${Date.now().toString(36)}`;
  await api.createBranch({ path, body: { name: branch, parent_branch: MAIN_BRANCH } });
  let number: number | undefined;
  try {
    await branchReady(stage, branch);
    await change(branch);
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
    ({ number } = request);
    const checked = await settled(stage, number, (state) => state === "pending");
    if (checked === "ready") await api.queueDeployRequest({ path: { ...path, number } });
    const outcome = await settled(stage, number, (s) => s === "ready" || UNDER_WAY.has(s));
    if (outcome === "no_changes") await clearAway(stage, number);
    else if (!DEPLOYED.has(outcome)) throw new Problem(await reasonOf(stage, number));
  } catch (error) {
    if (number === undefined) await deleteBranch(stage, branch);
    else await clearAway(stage, number);
    throw error;
  }
}

/**
 * Sees to it that nothing of an earlier deploy is in the way: waits for what is under way, and clears
 * away what failed or was left behind.
 */
export async function finishEarlierDeployRequests(stage: DeployedStage): Promise<void> {
  const requests = await requestsIntoMain(stage);
  for (const { number, state, branch, deployment_state } of requests) {
    if (!branch.startsWith(BRANCH_PREFIX)) continue;
    if (UNDER_WAY.has(deployment_state)) await settled(stage, number, (s) => UNDER_WAY.has(s));
    else if (state === "open" || deployment_state === "error") await clearAway(stage, number);
  }

  const { api, path } = planetScale(stage);
  const { data: branches } = await api.listBranches({ path, query: { q: BRANCH_PREFIX } });
  for (const { name } of branches.data) {
    const made = Number.parseInt(name.slice(BRANCH_PREFIX.length), 36);
    const isLeftBehind = name.startsWith(BRANCH_PREFIX) && Date.now() - made > AN_HOUR_MS;
    if (isLeftBehind && !requests.some(({ branch }) => branch === name))
      await deleteBranch(stage, name);
  }
}

/** The numbers of production's deploy requests that can still be reverted, with what leads to each. */
async function revertible(stage: DeployedStage) {
  const requests = await requestsIntoMain(stage);
  return requests.filter(({ deployment_state }) => deployment_state === "complete_pending_revert");
}

/**
 * PlanetScale deploys nothing while an earlier change can still be reverted, and only then notes its
 * migrations on production's branch: deploying again gives the way back up.
 * @returns whether there was one that carries migrations of ours.
 */
export async function endRevertWindows(stage: DeployedStage): Promise<boolean> {
  const { api, path } = planetScale(stage);
  const requests = await revertible(stage);
  for (const { number } of requests) await api.skipRevertPeriod({ path: { ...path, number } });
  return requests.some(({ branch }) => branch.startsWith(BRANCH_PREFIX));
}

/** Waits until production has no schema change that could still be reverted. */
export async function revertWindowsToEnd(stage: DeployedStage): Promise<void> {
  const [first] = await revertible(stage);
  if (!first) return;
  console.log(
    `Production's last schema change can still be reverted, for half an hour at most, and until then ` +
      `a copy of its tables would not say which migrations they have. Waiting for that.\n` +
      `To go on at once, press "Skip revert period" in ${first.html_url}`,
  );
  await until(async () => ((await revertible(stage)).length === 0 ? true : undefined), {
    minutes: REVERT_WINDOW_MINUTES,
    tooLate: `Deploy request ${first.number} can still be reverted. See ${first.html_url}`,
  });
}

async function requestsIntoMain(stage: DeployedStage) {
  const { api, path } = planetScale(stage);
  // The newest come first; older ones than these are settled.
  const { data } = await api.listDeployRequests({ path, query: { into_branch: MAIN_BRANCH } });
  return data.data;
}

/** The deployment's state once it is none that `passes`. */
function settled(stage: DeployedStage, number: number, passes: (state: string) => boolean) {
  const { api, path } = planetScale(stage);
  return until(
    async () => {
      const { data } = await api.getDeployRequest({ path: { ...path, number } });
      return passes(data.deployment_state) ? undefined : data.deployment_state;
    },
    {
      minutes: DEPLOY_REQUEST_HOURS * 60,
      tooLate:
        `Deploy request ${number} is still at work after ${DEPLOY_REQUEST_HOURS} hours. ` +
        "Deploy again when it has ended: nothing was uploaded.",
    },
  );
}

async function reasonOf(stage: DeployedStage, number: number) {
  const { api, path } = planetScale(stage);
  const { data } = await api.getDeployRequest({ path: { ...path, number } });
  const errors = data.deployment.lint_errors.map((error) => `  ${lintError(error)}`);
  return [
    `PlanetScale did not apply the migrations: deploy request ${number} is "${data.deployment_state}".`,
    ...errors,
    `Nothing was uploaded. See ${data.html_url}`,
  ].join("\n");
}

const lintError = ({ lint_error, error_description }: Record<string, unknown>) =>
  [lint_error, error_description].filter(Boolean).join(": ");

/**
 * Takes a deploy request that came to nothing out of the way, with its branch. One that failed while it
 * was applied blocks the queue of all others until it is completed.
 */
async function clearAway(stage: DeployedStage, number: number) {
  const { api, path } = planetScale(stage);
  const { data } = await api.getDeployRequest({ path: { ...path, number } });
  // The next deploy finds what is under way, and what is done needs nothing.
  if (UNDER_WAY.has(data.deployment_state) || DEPLOYED.has(data.deployment_state)) return;
  const request = { path: { ...path, number }, throwOnError: false } as const;
  // Refused when the failure was before it was applied.
  await api.completeErroredDeploy(request);
  if (data.state === "open")
    await api.closeDeployRequest({ ...request, body: { state: "closed" } });
  await deleteBranch(stage, data.branch);
}

async function deleteBranch(stage: DeployedStage, branch: string) {
  const { api, path } = planetScale(stage);
  await api.deleteBranch({ path: { ...path, branch }, throwOnError: false });
}
