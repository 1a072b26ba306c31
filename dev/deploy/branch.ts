import { createPlanetScaleClient, PlanetScaleError } from "alchemy/planetscale";
import type { ConnectionOptions } from "mysql2/promise";
import type { DeployedStage } from "../../env.ts";
import { Problem } from "../setup/step.mjs";
import { until } from "./until.ts";

/** One database for all stages, and in it a branch for each: they share a schema's history, never data. */
export const DATABASE = "os2";
/** The branch of the production stage, which every other one begins as a copy of. */
export const MAIN_BRANCH = "main";

export const branchOf = ({ production, stage }: DeployedStage) =>
  production ? MAIN_BRANCH : stage;

/** Longer than any migration should take. The password is deleted before; this is for a process that was killed. */
const PASSWORD_SECONDS = 60 * 60;

/**
 * Gives `work` a MySQL connection to a branch, with a password that exists only meanwhile: nobody has to
 * keep one, and none can leak.
 */
export async function withBranchConnection<T>(
  stage: DeployedStage,
  branch: string,
  role: "reader" | "readwriter" | "admin",
  work: (connection: ConnectionOptions) => Promise<T>,
): Promise<T> {
  const { api, path } = planetScale(stage);
  const { data: password } = await api
    .createPassword({
      path: { ...path, branch },
      body: { name: `os2-${role}-${Date.now().toString(36)}`, role, ttl: PASSWORD_SECONDS },
    })
    .catch((error: unknown) => {
      if (error instanceof PlanetScaleError && error.status === 404)
        throw new Problem(
          `PlanetScale shows this service token no branch ${branch} of ${path.organization}/${path.database}. ` +
            "Is the stage deployed, and may the token connect to it?",
        );
      throw error;
    });
  try {
    return await work({
      ...mysqlAddress(stage, branch, password.access_host_url),
      user: password.username,
      password: password.plain_text,
    });
  } finally {
    await api.deletePassword({ path: { ...path, branch, id: password.id } });
  }
}

/** Waits until a branch is there and can be used. A new database has none at first. */
export function branchReady(stage: DeployedStage, branch: string) {
  const { api, path } = planetScale(stage);
  return until(
    async () => {
      const { data, error, response } = await api.getBranch({
        path: { ...path, branch },
        throwOnError: false,
      });
      if (error && response.status !== 404) throw error;
      return data?.ready ? data : undefined;
    },
    { minutes: 30, tooLate: `PlanetScale has not finished making the branch ${branch}.` },
  );
}

export function planetScale({ PLANETSCALE_API_URL, PLANETSCALE_ORGANIZATION }: DeployedStage) {
  return {
    api: createPlanetScaleClient({ baseUrl: PLANETSCALE_API_URL }),
    path: { organization: PLANETSCALE_ORGANIZATION, database: DATABASE },
  };
}

function mysqlAddress(stage: DeployedStage, branch: string, host: string): ConnectionOptions {
  if (!stage.rehearsal || !stage.REHEARSAL_MYSQL_URL)
    return { host, database: DATABASE, ssl: { minVersion: "TLSv1.2" } };
  // One local server has the branches as databases.
  const { hostname, port, pathname } = new URL(stage.REHEARSAL_MYSQL_URL);
  return { host: hostname, port: Number(port), database: `${pathname.slice(1)}_${branch}` };
}
