import { Branch, Database, Password, waitForBranchReady } from "alchemy/planetscale";
import type { Deployment } from "../../env.ts";
import { MIGRATIONS_TABLE } from "../../backend/db/migrate.ts";
import { DATABASE, MAIN_BRANCH, branchOf, planetScale } from "./branch.ts";

/**
 * Sees to it that the stage has its branch of the database, and the app a password for it.
 *
 * The database and production's branch come with production, which is therefore deployed first. Only a
 * preview's branch is ever deleted: `delete: false` leaves the others alone even when a resource
 * disappears from this file.
 *
 * @returns the URL that the app's driver takes.
 */
export async function provisionDatabase(deployment: Deployment): Promise<string> {
  const { production, preview } = deployment;
  const { api, path } = planetScale(deployment);
  const location = {
    baseUrl: deployment.PLANETSCALE_API_URL,
    organization: deployment.PLANETSCALE_ORGANIZATION,
  };

  if (production) {
    await Database("database", {
      ...location,
      name: DATABASE,
      kind: "mysql",
      region: { slug: deployment.PLANETSCALE_REGION },
      clusterSize: deployment.PLANETSCALE_CLUSTER_SIZE,
      allowForeignKeyConstraints: true,
      // Deploy requests carry over what Drizzle has noted as applied.
      automaticMigrations: true,
      migrationFramework: "other",
      migrationTableName: MIGRATIONS_TABLE,
      adopt: true,
      delete: false,
    });
    // A database that was just created takes a while, and its branch refuses every setting until then.
    await waitForBranchReady(api, path.organization, path.database, MAIN_BRANCH);
  }

  const branch = await Branch("branch", {
    ...location,
    database: DATABASE,
    name: branchOf(deployment),
    ...(production
      ? { isProduction: true, safeMigrations: true }
      : { isProduction: false, parentBranch: MAIN_BRANCH }),
    adopt: true,
    delete: preview,
  });
  await waitForBranchReady(api, path.organization, path.database, branch.name);

  // Another id is another resource: the old password goes when the new workers are in place.
  const password = await Password(`password-${deployment.DATABASE_PASSWORD_VERSION}`, {
    ...location,
    database: DATABASE,
    branch: branch.name,
    name: `os2-${deployment.stage}`,
    // No DDL: whatever gets hold of the app's password cannot change or drop a table.
    role: "readwriter",
    delete: true,
  });
  return `https://${password.username}:${password.password.unencrypted}@${password.host}`;
}
