import { expect, inject, vi } from "vitest";
import { migrateDatabase } from "../../backend/db/migrate.ts";
import { deployedStage } from "../../env.ts";
import { ACCESSES } from "../rehearsal/accesses.ts";
import { MigrationFolder } from "../rehearsal/migration-folder.ts";
import { PlanetScale } from "../rehearsal/planetscale.ts";
import { cutOffAfter } from "../testing/cut-off.ts";
import { branchReady, planetScale as client } from "./branch.ts";
import { migrateStage } from "./migrate.ts";
import { until } from "./until.ts";

/** Production as it is before its first migration, at a stand-in whose branches are databases of a real MySQL. */
export async function newDatabase() {
  const log: string[] = [];
  const planetScale = await PlanetScale.start(inject("mysql"), (line) => log.push(line));
  const migrations = await MigrationFolder.make();
  await migrations.add(
    "0000_init",
    "create table user (id varchar(40) primary key, name text);--> statement-breakpoint\n" +
      "create table post (id varchar(40) primary key, user_id varchar(40), " +
      "constraint post_user_id_user_id_fk foreign key (user_id) references user (id))",
  );

  const token = { PLANETSCALE_SERVICE_TOKEN_ID: "id", PLANETSCALE_SERVICE_TOKEN: "token" };
  for (const [name, value] of Object.entries(token)) vi.stubEnv(name, value);
  planetScale.tokens.set("id:token", ACCESSES);
  const settings = {
    ...token,
    PLANETSCALE_ORGANIZATION: "acme",
    PLANETSCALE_API_URL: planetScale.url,
    REHEARSAL_MYSQL_URL: planetScale.mysqlUrl,
  };
  const production = deployedStage("prd", settings);

  const { api, path } = client(production);
  await api.createDatabase({
    path: { organization: path.organization },
    body: { name: "os2", cluster_size: "PS_10", region: "us-east" },
  });
  await api.updateDatabaseSettings({
    path,
    body: { allow_foreign_key_constraints: true, automatic_migrations: true },
  });
  await until(async () => (await api.getDatabase({ path })).data.ready || undefined, {
    minutes: 1,
    tooLate: "There is no database.",
  });
  await branchReady(production, "main");
  log.length = 0;

  return {
    log,
    planetScale,
    migrations,
    production,
    preview: deployedStage("pr-7", settings),

    migrate: (stage: typeof production) => migrateStage(stage, migrations.path, async () => {}),
    addNote: () => migrations.add("0001_note", "alter table `user` add `note` varchar(20)"),

    async columns(branch: string, table: string) {
      const rows = await planetScale.databases.query(branch, `show columns from \`${table}\``);
      return rows.map(({ Field }) => Field);
    },

    /** Makes a branch as a deploy does. */
    async branchOff(name: string) {
      await api.createBranch({ path, body: { name, parent_branch: "main" } });
      await branchReady(production, name);
    },

    /** Migrates a branch until the first statement that is pending was run, and no further. */
    async cutOff(branch: string) {
      let isFirst = true;
      using way = await cutOffAfter(inject("mysql").socketPath, (query) => {
        if (!isFirst || !/^(create|alter) table user/.test(query)) return false;
        isFirst = false;
        return true;
      });
      const { host, port } = way;
      const target = { host, port, user: "root", database: planetScale.databases.nameOf(branch) };
      await expect(migrateDatabase(target, migrations.path)).rejects.toThrow();
    },

    /** How production's deploy requests stand, the first one first. */
    deployments: () =>
      planetScale.deployRequests.list.map(({ deployment_state, state }) => [
        deployment_state,
        state,
      ]),

    async close() {
      vi.restoreAllMocks();
      await planetScale.close();
      await migrations.remove();
    },
  };
}
