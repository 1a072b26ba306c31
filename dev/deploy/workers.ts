import type { DeployedStage } from "../../env.ts";
import { APP } from "./arguments.ts";

/** Marks a worker at Cloudflare as this app's, so that no other of the same name is overwritten. */
export const OUR_TAG = "app:os2";

/** The name that alchemy gives the worker of an id. */
export const workerName = ({ stage }: DeployedStage, id: "app" | "edge-proxy") =>
  `${APP}-${id}-${stage}`;
