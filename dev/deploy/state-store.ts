import type { DeployedStage } from "../../env.ts";

/**
 * The worker that keeps what was made. It is this app's alone: alchemy's own default is one for the whole
 * account, with one token for every project in it. Previews have another, so that their token opens nothing
 * of production's.
 */
export const stateStoreOf = ({ preview }: Pick<DeployedStage, "preview">) =>
  preview ? "os2-alchemy-state-previews" : "os2-alchemy-state";
