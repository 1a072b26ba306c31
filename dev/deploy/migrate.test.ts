import { waitForBranchReady, waitForDatabaseReady } from "alchemy/planetscale";
import { type ConnectionOptions, createConnection } from "mysql2/promise";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { type DeployedStage, deployedStage } from "../../env.ts";
import { cutOffAfter } from "../testing/cut-off.ts";
import { migrateDatabase } from "../../backend/db/migrate.ts";
import { ACCESSES } from "../rehearsal/accesses.ts";
import { MigrationFolder } from "../rehearsal/migration-folder.ts";
import { PlanetScale } from "../rehearsal/planetscale.ts";
import { planetScale as client } from "./branch.ts";
import { revertWindowsToEnd } from "./deploy-request.ts";
import { migrateStage } from "./migrate.ts";

// Against a stand-in for PlanetScale, whose branches are databases of a real MySQL server.

let planetScale: Awaited<ReturnType<typeof PlanetScale.start>>;
let log: string[];
let migrations: MigrationFolder;
let production: DeployedStage;
let preview: DeployedStage;

beforeEach(async () => {
  log = [];
  planetScale = await PlanetScale.start(inject("mysql"), (line) => log.push(line));
  migrations = await MigrationFolder.make();
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
  production = deployedStage("prd", settings);
  preview = deployedStage("pr-7", settings);

  const { api, path: database } = client(production);
  const { organization } = database;
  await api.createDatabase({
    path: { organization },
    body: { name: "os2", cluster_size: "PS_10", region: "us-east" },
  });
  await api.updateDatabaseSettings({
    path: database,
    body: { allow_foreign_key_constraints: true, automatic_migrations: true },
  });
  await waitForDatabaseReady(api, organization, "os2");
  await waitForBranchReady(api, organization, "os2", "main");
  log.length = 0;
});

afterEach(async () => {
  vi.restoreAllMocks();
  await planetScale.close();
  await migrations.remove();
});

const migrate = (stage: DeployedStage) => migrateStage(stage, migrations.path, async () => {});

const columns = async (branch: string, table: string) =>
  (await planetScale.databases.query(branch, `show columns from \`${table}\``)).map(
    ({ Field }) => Field,
  );

/** Makes a branch as a deploy does. */
async function branchOff(name: string) {
  const { api, path: database } = client(production);
  await api.createBranch({ path: database, body: { name, parent_branch: "main" } });
  await waitForBranchReady(api, database.organization, "os2", name);
}

/** Migrates a branch until the first statement that is pending was run, and no further. */
async function cutOff(branch: string) {
  let isFirst = true;
  using way = await cutOffAfter(inject("mysql").socketPath, (query) => {
    if (!isFirst || !/^(create|alter) table user/.test(query)) return false;
    isFirst = false;
    return true;
  });
  const { host, port } = way;
  const target = { host, port, user: "root", database: planetScale.databases.nameOf(branch) };
  await expect(migrateDatabase(target, migrations.path)).rejects.toThrow();
}

/** How production's deploy requests stand, the first one first. */
const deployments = () =>
  planetScale.deployRequests.list.map(({ deployment_state, state }) => [deployment_state, state]);

const addNote = () => migrations.add("0001_note", "alter table `user` add `note` varchar(20)");

describe("production, with nothing in it", () => {
  test("gets its tables directly, before safe migrations, once foreign keys are allowed", async () => {
    await migrate(production);

    expect(await columns("main", "post")).toEqual(["id", "user_id"]);
    expect(log.filter((line) => !line.includes("/passwords"))).toEqual([
      "planetscale POST /os2/branches/main/safe-migrations",
    ]);
    expect([...planetScale.branches.keys()]).toEqual(["main"]);
    expect([...planetScale.passwords]).toEqual([]);
  });

  test("is finished after a first migration that was cut off", async () => {
    await cutOff("main");
    await migrate(production);
    expect(await columns("main", "user")).toEqual(["id", "name"]);
    expect(await columns("main", "post")).toEqual(["id", "user_id"]);
    expect(planetScale.branches.get("main")).toMatchObject({ safeMigrations: true });
  });

  test("is migrated directly even if safe migrations are on already", async () => {
    const { api, path: database } = client(production);
    await api.enableSafeMigrations({ path: { ...database, branch: "main" } });
    await migrate(production);
    expect(await columns("main", "user")).toEqual(["id", "name"]);
    expect(planetScale.branches.get("main")).toMatchObject({ safeMigrations: true });
  });

  test("is left alone when it is somebody else's", async () => {
    await planetScale.databases.query("main", "create table shop (id int)");
    await expect(migrate(production)).rejects.toThrow(
      /has tables that are not this app's[^]*PLANETSCALE_ORGANIZATION[^]*app.planetscale.com/,
    );
    expect(await planetScale.databases.query("main", "show tables")).toHaveLength(1);
  });
});

describe("production", () => {
  beforeEach(async () => {
    await migrate(production);
    await planetScale.databases.query(
      "main",
      "insert into user (id, name) values ('usr_1', 'Ada')",
    );
    log.length = 0;
  });

  test("is changed in a deploy request, keeps its rows, and nothing is left of the branch", async () => {
    await addNote();
    await migrate(production);

    expect(await planetScale.databases.query("main", "select name, note from user")).toEqual([
      { name: "Ada", note: null },
    ]);
    expect([...planetScale.branches.keys()]).toEqual(["main"]);
    expect([...planetScale.passwords]).toEqual([]);
    expect(log.filter((line) => /deploy/.test(line))).toEqual([
      "planetscale POST /os2/deploy-requests",
      "planetscale POST /os2/deploy-requests/1/deploy",
      "planetscale deployed main",
    ]);
  });

  test("is not touched when there is nothing to do", async () => {
    await migrate(production);
    expect(log.every((line) => line.includes("/branches/main/passwords"))).toBe(true);
  });

  test("is deployed again while the change before can still be reverted: it no longer can", async () => {
    await addNote();
    await migrate(production);
    await migrate(production);
    expect(deployments()).toEqual([["complete", "closed"]]);

    await migrations.add("0002_more", "alter table `user` add `more` varchar(20)");
    await migrate(production);
    await migrations.add("0003_most", "alter table `user` add `most` varchar(20)");
    await migrate(production);
    expect(await columns("main", "user")).toEqual(["id", "name", "note", "more", "most"]);
    expect(deployments()).toEqual([
      ["complete", "closed"],
      ["complete", "closed"],
      ["complete_pending_revert", "closed"],
    ]);
  });

  test("is rolled back to the release before without giving up the way back of the schema", async () => {
    await addNote();
    await migrate(production);
    await migrations.removeLast();
    await migrate(production);
    expect(deployments()).toEqual([["complete_pending_revert", "closed"]]);
  });

  test("drops a foreign key whatever PlanetScale calls it by now", async () => {
    const foreignKeys = async () =>
      (
        await planetScale.databases.query(
          "main",
          "select constraint_name as name from information_schema.referential_constraints " +
            "where constraint_schema = database()",
        )
      ).map(({ name }) => String(name));
    expect(await foreignKeys()).toEqual(["post_user_id_user_id_fk"]);
    await migrations.add("0001_title", "alter table `post` add `title` varchar(20)");
    await migrate(production);
    expect(await foreignKeys()).toEqual([
      expect.stringMatching(/^post_user_id_user_id_fk_\w{25}$/),
    ]);

    await migrations.add(
      "0002_no_key",
      "alter table `post` drop foreign key `post_user_id_user_id_fk`",
    );
    await migrate(production);
    expect(await foreignKeys()).toEqual([]);
  });

  test("says so when the notes of its migrations do not come", async () => {
    await addNote();
    await migrate(production);
    const { database } = planetScale;
    if (database) database.settings.automatic_migrations = false;
    // Nobody has five minutes here: each look at the clock finds it a minute later.
    let now = Date.now();
    const clock = vi.spyOn(Date, "now").mockImplementation(() => (now += 60_000));
    await expect(migrate(production)).rejects.toThrow(/Automatically copy migration data/);
    clock.mockRestore();
  });

  test("has its rows changed in place, after its tables, also when there is nothing else to do", async () => {
    const addBob = async (options: ConnectionOptions) => {
      const connection = await createConnection(options);
      await connection.query("insert ignore into user (id, name) values ('usr_2', 'Bob')");
      await connection.end();
    };
    await migrateStage(production, migrations.path, addBob);
    await migrateStage(production, migrations.path, addBob);
    const rows = await planetScale.databases.query("main", "select name from user");
    expect(rows).toEqual([{ name: "Ada" }, { name: "Bob" }]);
    expect([...planetScale.passwords]).toEqual([]);
  });

  test("refuses DDL even to an admin's password, so that there is no other way", async () => {
    await addNote();
    const direct = { ...production, production: false, stage: "main" };
    await expect(migrate(direct)).rejects.toThrow("denied");
  });

  test("stays as it was when a migration fails", async () => {
    await migrations.add("0001_bad", "alter table `nothing` add `note` varchar(20)");
    await expect(migrate(production)).rejects.toThrow();
    expect(log.filter((line) => /deploy/.test(line))).toEqual([]);
    expect([...planetScale.branches.keys()]).toEqual(["main"]);
    expect([...planetScale.passwords]).toEqual([]);
  });

  test("stays as it was when PlanetScale refuses the change, and its reason is told", async () => {
    await addNote();
    planetScale.deployRequests.nextFails = "validation";
    await expect(migrate(production)).rejects.toThrow(
      /deploy request 1 is "error"[^]*NO_UNIQUE_KEY: table "note" has no unique key[^]*deploy-requests\/1/,
    );
    expect([...planetScale.branches.keys()]).toEqual(["main"]);
    expect(await columns("main", "user")).toEqual(["id", "name"]);
  });

  test("is not kept waiting by a deployment that failed", async () => {
    await addNote();
    planetScale.deployRequests.nextFails = "deployment";
    await expect(migrate(production)).rejects.toThrow(/deploy request 1 is "error"/);
    expect([...planetScale.branches.keys()]).toEqual(["main"]);
    await migrate(production);
    expect(deployments()).toEqual([
      ["complete_error", "closed"],
      ["complete_pending_revert", "closed"],
    ]);
  });

  test("is deployed after a deploy that was cut off, wherever that was", async () => {
    await addNote();
    const { api, path: database } = client(production);
    const leftBehind = async (branch: string) => {
      await branchOff(branch);
      return api.createDeployRequest({ path: database, body: { branch, into_branch: "main" } });
    };
    // Before its deploy request, before it was queued, while it was applied, and when it had failed.
    const old = `migrate-${(Date.now() - 2 * 3_600_000).toString(36)}`;
    await branchOff(old);
    await leftBehind("migrate-unqueued");
    const { data: failed } = await leftBehind("migrate-failed");
    const { data: applied } = await leftBehind("migrate-applied");
    await migrate({ ...production, production: false, stage: "migrate-applied" });
    const [, second, third] = planetScale.deployRequests.list;
    if (second) second.deployment_state = "error";
    if (third) third.deployment_state = "in_progress";

    await migrate(production);
    expect([failed.number, applied.number]).toEqual([2, 3]);
    expect([...planetScale.branches.keys()]).toEqual(["main"]);
    expect(await columns("main", "user")).toEqual(["id", "name", "note"]);
    expect(deployments().map(([, state]) => state)).toEqual(Array(3).fill("closed"));
  });

  test("is left alone by a checkout older than its schema", async () => {
    await addNote();
    await migrate(production);
    await planetScale.deployRequests.endRevertWindow();
    log.length = 0;
    await migrations.removeLast();
    await migrate(production);

    expect(await columns("main", "user")).toContain("note");
    expect(log.filter((line) => /deploy/.test(line))).toEqual([]);
  });

  test("gets its safe migrations back, say on a branch that was restored", async () => {
    const main = planetScale.branches.get("main");
    if (main) main.safeMigrations = false;
    await addNote();
    await migrate(production);
    expect(main?.safeMigrations).toBe(true);
    expect(deployments()).toEqual([["complete_pending_revert", "closed"]]);
  });
});

describe("a preview", () => {
  test("is migrated directly, without touching production", async () => {
    await migrate(production);
    await branchOff("pr-7");
    await addNote();
    log.length = 0;
    await migrate(preview);

    expect(await columns("pr-7", "user")).toContain("note");
    expect(await columns("main", "user")).not.toContain("note");
    expect(log.filter((line) => /deploy/.test(line))).toEqual([]);
  });

  test("is finished after a migration that was cut off", async () => {
    await migrate(production);
    await branchOff("pr-7");
    await migrations.add(
      "0001_two",
      "alter table user add one int;--> statement-breakpoint\nalter table user add two int",
    );
    await cutOff("pr-7");
    await migrate(preview);
    expect(await columns("pr-7", "user")).toEqual(["id", "name", "one", "two"]);
  });

  test("whose migration fails is told how to go on, and how to begin anew", async () => {
    await migrate(production);
    await branchOff("pr-7");
    await migrations.add("0001_bad", "alter table `nothing` add `note` varchar(20)");
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await expect(migrate(preview)).rejects.toMatchObject({
      cause: { message: expect.stringContaining("nothing' doesn't exist") },
    });
    expect(said.mock.calls.join()).toMatch(/Deploy again[^]*pnpm run destroy --stage pr-7/);
  });

  test("is not branched off while production's last change can be reverted, and does not end that", async () => {
    await migrate(production);
    await addNote();
    await migrate(production);
    const said = vi.spyOn(console, "log").mockImplementation(() => undefined);
    let over = false;
    const waiting = revertWindowsToEnd(preview).then(() => (over = true));
    await expect.poll(() => said.mock.calls.join()).toMatch(/deploy-requests\/1/);
    expect([over, deployments()]).toEqual([false, [["complete_pending_revert", "closed"]]]);

    await planetScale.deployRequests.endRevertWindow();
    await waiting;
    await branchOff("pr-7");
    await migrate(preview);
    expect(await columns("pr-7", "user")).toContain("note");
  });
});
