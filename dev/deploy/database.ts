import { Scope } from "alchemy";
import { Branch, Password } from "alchemy/planetscale";
import type { Deployment } from "../../env.ts";
import { MIGRATIONS_TABLE } from "../../backend/db/migrate.ts";
import { DATABASE, MAIN_BRANCH, branchOf, branchReady, planetScale } from "./branch.ts";
import { revertWindowsToEnd } from "./deploy-request.ts";
import { until } from "./until.ts";

/**
 * Sees to it that the stage has its branch of the database, and the app a password for it.
 *
 * The database and production's branch come with production, which is therefore deployed first. They are
 * looked up and made, never changed in size and never deleted. Only a preview's branch is ever deleted:
 * `delete: false` leaves the others alone even when the resource disappears from this file.
 *
 * @returns the URL that the app's driver takes, and PlanetScale's name of the region it is in.
 */
export async function provisionDatabase(
  deployment: Deployment,
): Promise<{ url: string; region: string }> {
  const { production, preview } = deployment;
  const location = {
    baseUrl: deployment.PLANETSCALE_API_URL,
    organization: deployment.PLANETSCALE_ORGANIZATION,
    database: DATABASE,
  };
  const { api, path } = planetScale(deployment);
  const branch = branchOf(deployment);

  if (production) await ensureDatabase(deployment);
  else {
    await copyingIsComplete(deployment, branch);
    await Branch("branch", {
      ...location,
      name: branch,
      isProduction: false,
      parentBranch: MAIN_BRANCH,
      adopt: true,
      delete: preview,
    });
    await branchReady(deployment, branch);
  }

  const version = deployment.DATABASE_PASSWORD_VERSION ?? (await passwordVersion());
  // Another id is another resource: the old password goes when the new workers are in place.
  const password = await Password(`${PASSWORD}${version}`, {
    ...location,
    branch,
    name: `os2-${deployment.stage}`,
    // No DDL: whatever gets hold of the app's password cannot change or drop a table.
    role: "readwriter",
    delete: true,
  });
  const { data: database } = await api.getDatabase({ path });
  return {
    url: `https://${password.username}:${password.password.unencrypted}@${password.host}`,
    region: database.region.slug,
  };
}

const PASSWORD = "password-";

/** The version of the password that the stage has: without the setting it stays. */
async function passwordVersion() {
  const resources = await Scope.current.state.list();
  const versions = resources
    .filter((id) => id.startsWith(PASSWORD))
    .map((id) => Number(id.slice(PASSWORD.length)));
  return Math.max(1, ...versions);
}

/** Production's database, as the app needs it. Each step waits until PlanetScale is through with the one before. */
async function ensureDatabase(deployment: Deployment) {
  const { api, path } = planetScale(deployment);
  const look = async () => {
    const { data, error, response } = await api.getDatabase({ path, throwOnError: false });
    if (error && response.status !== 404) throw error;
    return data;
  };

  if (!(await look()))
    await api.createDatabase({
      path: { organization: path.organization },
      body: {
        name: DATABASE,
        kind: "mysql",
        region: deployment.PLANETSCALE_REGION ?? DEFAULT_REGION,
        cluster_size: deployment.PLANETSCALE_CLUSTER_SIZE ?? DEFAULT_CLUSTER_SIZE,
      },
    });
  const database = await until(
    async () => {
      const found = await look();
      return found?.ready ? found : undefined;
    },
    { minutes: 30, tooLate: `PlanetScale has not finished making the database ${DATABASE}.` },
  );
  const main = await branchReady(deployment, MAIN_BRANCH);
  if (!main.production) await api.promoteBranch({ path: { ...path, branch: MAIN_BRANCH } });

  const copiesNotes =
    database.automatic_migrations &&
    database.migration_framework === "other" &&
    database.migration_table_name === MIGRATIONS_TABLE;
  if (!database.foreign_keys_enabled || !copiesNotes)
    await api.updateDatabaseSettings({
      path,
      body: {
        allow_foreign_key_constraints: true,
        // Deploy requests carry over what Drizzle has noted as applied.
        automatic_migrations: true,
        migration_framework: "other",
        migration_table_name: MIGRATIONS_TABLE,
      },
    });
  // They are enabled in the background: https://planetscale.com/docs/vitess/foreign-key-constraints
  await until(async () => (await look())?.foreign_keys_enabled || undefined, {
    minutes: 30,
    tooLate: `PlanetScale has not finished allowing foreign keys on ${DATABASE}.`,
  });
}

/** The database's region and size where the settings name none. */
export const DEFAULT_REGION = "us-east";
export const DEFAULT_CLUSTER_SIZE = "PS_10";

/**
 * A copy of production's branch lacks the notes of the migrations that can still be reverted there, so
 * one is made when that is over. It is not a preview that gives up production's way back.
 */
async function copyingIsComplete(deployment: Deployment, branch: string) {
  const { api, path } = planetScale(deployment);
  const { data } = await api.getBranch({ path: { ...path, branch }, throwOnError: false });
  if (!data) await revertWindowsToEnd(deployment);
}
