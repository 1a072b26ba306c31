import type { ConnectionOptions } from "mysql2/promise";
import { deployedStage, EnvError, LOCAL_DATABASE, localStack } from "../env.ts";
import { branchOf, withBranchConnection } from "./deploy/branch.ts";
import { Problem } from "./setup/step.mjs";

/** Runs a command that a person typed: what they can mend themselves is said without a stack trace. */
export async function command(work: () => Promise<void>) {
  try {
    await work();
  } catch (error) {
    const theirs = error instanceof Problem || error instanceof EnvError;
    console.error(theirs ? error.message : error);
    process.exitCode = 1;
  }
}

/** Gives `work` the database of a deployed stage, or of the local stack when no stage is named. */
export function withDatabase<T>(
  stage: string | undefined,
  work: (connection: ConnectionOptions) => Promise<T>,
): Promise<T> {
  if (stage) {
    const deployed = deployedStage(stage);
    return withBranchConnection(deployed, branchOf(deployed), "readwriter", work);
  }
  const { name: database, username: user, password } = LOCAL_DATABASE;
  return work({ host: "127.0.0.1", port: localStack().ports.mysql, user, password, database });
}
