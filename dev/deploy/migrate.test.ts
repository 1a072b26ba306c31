import { waitForBranchReady } from "alchemy/planetscale";
import { type ConnectionOptions, createConnection } from "mysql2/promise";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { type DeployedStage, deployedStage } from "../../env.ts";
import { PlanetScale } from "../rehearsal/planetscale.ts";
import { planetScale as client } from "./branch.ts";
import { migrateStage } from "./migrate.ts";

// Against a stand-in for PlanetScale, whose branches are databases of a real MySQL server.

let planetScale: Awaited<ReturnType<typeof PlanetScale.start>>;
let log: string[];
let folder: string;
let migrations: { idx: number; when: number; tag: string; breakpoints: boolean }[];
let production: DeployedStage;
let preview: DeployedStage;

beforeEach(async () => {
  const { socketPath, port } = inject("mysql");
  log = [];
  planetScale = await PlanetScale.start(socketPath, (line) => log.push(line));
  folder = await mkdtemp(path.join(tmpdir(), "os2-migrations-"));
  await mkdir(path.join(folder, "meta"));
  migrations = [];
  await addMigration("0000_init", "create table user (id varchar(40) primary key, name text)");

  const token = { PLANETSCALE_SERVICE_TOKEN_ID: "id", PLANETSCALE_SERVICE_TOKEN: "token" };
  for (const [name, value] of Object.entries(token)) vi.stubEnv(name, value);
  const settings = {
    ...token,
    PLANETSCALE_ORGANIZATION: "acme",
    PLANETSCALE_API_URL: planetScale.url,
    REHEARSAL_MYSQL_URL: `mysql://127.0.0.1:${port}/${planetScale.databases.prefix}`,
  };
  production = deployedStage("prd", settings);
  preview = deployedStage("pr-7", settings);

  const { api, path: database } = client(production);
  const { organization } = database;
  await api.createDatabase({
    path: { organization },
    body: { name: "os2", cluster_size: "PS_10" },
  });
  await waitForBranchReady(api, organization, "os2", "main");
  await api.enableSafeMigrations({ path: { ...database, branch: "main" } });
  log.length = 0;
});

afterEach(async () => {
  await planetScale.close();
  await rm(folder, { recursive: true });
});

/** Adds a migration to the folder, as drizzle-kit would. */
async function addMigration(tag: string, sql: string) {
  const idx = migrations.length;
  migrations.push({ idx, when: idx + 1, tag, breakpoints: true });
  await writeFile(path.join(folder, `${tag}.sql`), sql);
  await writeJournal();
}

const writeJournal = () =>
  writeFile(
    path.join(folder, "meta/_journal.json"),
    JSON.stringify({ version: "7", dialect: "mysql", entries: migrations }),
  );

const migrate = (stage: DeployedStage) => migrateStage(stage, folder, async () => {});

const columns = async (branch: string, table: string) =>
  (await planetScale.databases.query(branch, `show columns from \`${table}\``)).map(
    ({ Field }) => Field,
  );

describe("production", () => {
  test("gets its tables in a deploy request, and nothing is left of the branch made for it", async () => {
    await migrate(production);

    expect(await columns("main", "user")).toEqual(["id", "name"]);
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
    log.length = 0;
    await migrate(production);
    expect(log.every((line) => line.includes("/branches/main/passwords"))).toBe(true);
  });

  test("keeps its rows, and gives up reverting the change before", async () => {
    await migrate(production);
    await planetScale.databases.query(
      "main",
      "insert into user (id, name) values ('usr_1', 'Ada')",
    );
    await addMigration("0001_note", "alter table `user` add `note` varchar(20)");
    await migrate(production);

    expect(await planetScale.databases.query("main", "select name, note from user")).toEqual([
      { name: "Ada", note: null },
    ]);
    expect(planetScale.deployRequests.map((request) => request.deployment_state)).toEqual([
      "complete",
      "complete_pending_revert",
    ]);
  });

  test("has its rows changed in place, after its tables, also when there is nothing else to do", async () => {
    const addAda = async (options: ConnectionOptions) => {
      const connection = await createConnection(options);
      await connection.query("insert ignore into user (id, name) values ('usr_1', 'Ada')");
      await connection.end();
    };
    await migrateStage(production, folder, addAda);
    await migrateStage(production, folder, addAda);
    const rows = await planetScale.databases.query("main", "select name from user");
    expect(rows).toEqual([{ name: "Ada" }]);
    expect([...planetScale.passwords]).toEqual([]);
  });

  test("refuses DDL even to an admin's password, so that there is no other way", async () => {
    const direct = { ...production, production: false, stage: "main" };
    await expect(migrate(direct)).rejects.toMatchObject({
      cause: { message: expect.stringContaining("denied") },
    });
  });

  test("stays as it was when a migration fails", async () => {
    await migrate(production);
    await addMigration("0001_bad", "alter table `nothing` add `note` varchar(20)");
    log.length = 0;

    await expect(migrate(production)).rejects.toThrow();
    expect(log.filter((line) => /deploy/.test(line))).toEqual([]);
    expect([...planetScale.branches.keys()]).toEqual(["main"]);
    expect([...planetScale.passwords]).toEqual([]);
  });

  test("says which deploy request to look at when PlanetScale does not apply it", async () => {
    planetScale.refuseNext = true;
    await expect(migrate(production)).rejects.toThrow(
      /deploy request 1 is "error"[^]*deploy-requests\/1/,
    );
    expect(await planetScale.databases.query("main", "show tables")).toEqual([]);
  });

  test("is left alone by a checkout older than its schema", async () => {
    await addMigration("0001_note", "alter table `user` add `note` varchar(20)");
    await migrate(production);
    log.length = 0;
    migrations.pop();
    await writeJournal();
    await migrate(production);

    expect(await columns("main", "user")).toContain("note");
    expect(log.filter((line) => /deploy/.test(line))).toEqual([]);
  });
});

describe("a preview", () => {
  test("is migrated directly, without touching production", async () => {
    await migrate(production);
    const { api, path: database } = client(preview);
    await api.createBranch({ path: database, body: { name: "pr-7", parent_branch: "main" } });
    await waitForBranchReady(api, database.organization, "os2", "pr-7");
    await addMigration("0001_note", "alter table `user` add `note` varchar(20)");
    log.length = 0;
    await migrate(preview);

    expect(await columns("pr-7", "user")).toContain("note");
    expect(await columns("main", "user")).not.toContain("note");
    expect(log.filter((line) => /deploy/.test(line))).toEqual([]);
  });
});
