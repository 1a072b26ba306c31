import type { ConnectionOptions } from "mysql2/promise";
import { deployedStage, LOCAL_DATABASE, localStack } from "../env.ts";
import { branchOf, withBranchConnection } from "./deploy/branch.ts";
import { explainFailure } from "./deploy/failure.ts";
import { isFree } from "./ports.ts";
import { Problem } from "./setup/step.mjs";

/** Runs a command that a person typed: what they can mend themselves is said without a stack trace. */
export async function command(work: () => Promise<void>) {
  try {
    await work();
  } catch (error) {
    console.error(isArgumentError(error) ? error.message : explainFailure(error));
    process.exitCode = 1;
  }
}

/** An argument that parseArgs does not know. */
const isArgumentError = (error: unknown): error is TypeError =>
  error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");

/**
 * Gives `work` the database of a deployed stage, or of the local stack when no stage is named.
 * @param role what it may do in a deployed stage; in the local one it may do everything.
 */
export async function withDatabase<T>(
  stage: string | undefined,
  role: "reader" | "readwriter",
  work: (connection: ConnectionOptions) => Promise<T>,
): Promise<T> {
  if (stage) {
    const deployed = deployedStage(stage);
    return withBranchConnection(deployed, branchOf(deployed), role, work);
  }
  const { ports } = localStack();
  if (await isFree(ports.mysql))
    throw new Problem(
      `The local database does not run (port ${ports.mysql}). Start it with bin/dev (or pnpm dev) in another terminal, ` +
        "with the same PORT_BASE, or name a deployed stage: --stage prd",
    );
  const { name: database, username: user, password } = LOCAL_DATABASE;
  return work({ host: "127.0.0.1", port: ports.mysql, user, password, database });
}
