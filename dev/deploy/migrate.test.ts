import { type ConnectionOptions, createConnection } from "mysql2/promise";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { planetScale as client } from "./branch.ts";
import { migrateStage } from "./migrate.ts";
import { newDatabase } from "./testing.ts";

// Production's schema, once it is there, which changes in deploy requests alone.

let at: Awaited<ReturnType<typeof newDatabase>>;
beforeEach(async () => {
  at = await newDatabase();
});
afterEach(() => at.close());

describe("production", () => {
  beforeEach(async () => {
    await at.migrate(at.production);
    await at.planetScale.databases.query(
      "main",
      "insert into user (id, name) values ('usr_1', 'Ada')",
    );
    at.log.length = 0;
  });

  test("is changed in a deploy request, keeps its rows, and nothing is left of the branch", async () => {
    await at.addNote();
    await at.migrate(at.production);

    expect(await at.planetScale.databases.query("main", "select name, note from user")).toEqual([
      { name: "Ada", note: null },
    ]);
    expect([...at.planetScale.branches.keys()]).toEqual(["main"]);
    expect([...at.planetScale.passwords]).toEqual([]);
    expect(at.log.filter((line) => /deploy/.test(line))).toEqual([
      "planetscale POST /os2/deploy-requests",
      "planetscale POST /os2/deploy-requests/1/deploy",
      "planetscale deployed main",
    ]);
  });

  test("is not touched when there is nothing to do", async () => {
    await at.migrate(at.production);
    expect(at.log.every((line) => line.includes("/branches/main/passwords"))).toBe(true);
  });

  test("is deployed again while the change before can still be reverted: it no longer can", async () => {
    await at.addNote();
    await at.migrate(at.production);
    await at.migrate(at.production);
    expect(at.deployments()).toEqual([["complete", "closed"]]);

    await at.migrations.add("0002_more", "alter table `user` add `more` varchar(20)");
    await at.migrate(at.production);
    await at.migrations.add("0003_most", "alter table `user` add `most` varchar(20)");
    await at.migrate(at.production);
    expect(await at.columns("main", "user")).toEqual(["id", "name", "note", "more", "most"]);
    expect(at.deployments()).toEqual([
      ["complete", "closed"],
      ["complete", "closed"],
      ["complete_pending_revert", "closed"],
    ]);
  });

  test("is rolled back to the release before without giving up the way back of the schema", async () => {
    await at.addNote();
    await at.migrate(at.production);
    await at.migrations.removeLast();
    await at.migrate(at.production);
    expect(at.deployments()).toEqual([["complete_pending_revert", "closed"]]);
  });

  test("drops a foreign key whatever PlanetScale calls it by now", async () => {
    const foreignKeys = async () =>
      (
        await at.planetScale.databases.query(
          "main",
          "select constraint_name as name from information_schema.referential_constraints " +
            "where constraint_schema = database()",
        )
      ).map(({ name }) => String(name));
    expect(await foreignKeys()).toEqual(["post_user_id_user_id_fk"]);
    await at.migrations.add("0001_title", "alter table `post` add `title` varchar(20)");
    await at.migrate(at.production);
    expect(await foreignKeys()).toEqual([
      expect.stringMatching(/^post_user_id_user_id_fk_\w{25}$/),
    ]);

    await at.migrations.add(
      "0002_no_key",
      "alter table `post` drop foreign key `post_user_id_user_id_fk`",
    );
    await at.migrate(at.production);
    expect(await foreignKeys()).toEqual([]);
  });

  test("says so when the notes of its migrations do not come", async () => {
    await at.addNote();
    await at.migrate(at.production);
    const { database } = at.planetScale;
    if (database) database.settings.automatic_migrations = false;
    // A fake clock: each reading is a minute later, so the test does not wait for five.
    let now = Date.now();
    const clock = vi.spyOn(Date, "now").mockImplementation(() => (now += 60_000));
    await expect(at.migrate(at.production)).rejects.toThrow(/Automatically copy migration data/);
    clock.mockRestore();
  });

  test("has its rows changed in place, after its tables, also when there is nothing else to do", async () => {
    const addBob = async (options: ConnectionOptions) => {
      const connection = await createConnection(options);
      await connection.query("insert ignore into user (id, name) values ('usr_2', 'Bob')");
      await connection.end();
    };
    await migrateStage(at.production, at.migrations.path, addBob);
    await migrateStage(at.production, at.migrations.path, addBob);
    const rows = await at.planetScale.databases.query("main", "select name from user");
    expect(rows).toEqual([{ name: "Ada" }, { name: "Bob" }]);
    expect([...at.planetScale.passwords]).toEqual([]);
  });

  test("refuses DDL even to an admin's password, so that there is no other way", async () => {
    await at.addNote();
    const direct = { ...at.production, production: false, stage: "main" };
    await expect(at.migrate(direct)).rejects.toThrow("denied");
  });

  test("stays as it was when a migration fails", async () => {
    await at.migrations.add("0001_bad", "alter table `nothing` add `note` varchar(20)");
    await expect(at.migrate(at.production)).rejects.toThrow();
    expect(at.log.filter((line) => /deploy/.test(line))).toEqual([]);
    expect([...at.planetScale.branches.keys()]).toEqual(["main"]);
    expect([...at.planetScale.passwords]).toEqual([]);
  });

  test("stays as it was when PlanetScale refuses the change, and its reason is told", async () => {
    await at.addNote();
    at.planetScale.deployRequests.nextFails = "validation";
    await expect(at.migrate(at.production)).rejects.toThrow(
      /deploy request 1 is "error"[^]*NO_UNIQUE_KEY: table "note" has no unique key[^]*deploy-requests\/1/,
    );
    expect([...at.planetScale.branches.keys()]).toEqual(["main"]);
    expect(await at.columns("main", "user")).toEqual(["id", "name"]);
  });

  test("is not kept waiting by a deployment that failed", async () => {
    await at.addNote();
    at.planetScale.deployRequests.nextFails = "deployment";
    await expect(at.migrate(at.production)).rejects.toThrow(/deploy request 1 is "error"/);
    expect([...at.planetScale.branches.keys()]).toEqual(["main"]);
    await at.migrate(at.production);
    expect(at.deployments()).toEqual([
      ["complete_error", "closed"],
      ["complete_pending_revert", "closed"],
    ]);
  });

  test("is deployed after a deploy that was cut off, wherever that was", async () => {
    await at.addNote();
    const { api, path: database } = client(at.production);
    const leftBehind = async (branch: string) => {
      await at.branchOff(branch);
      return api.createDeployRequest({ path: database, body: { branch, into_branch: "main" } });
    };
    // Before its deploy request, before it was queued, while it was applied, and when it had failed.
    const old = `migrate-${(Date.now() - 2 * 3_600_000).toString(36)}`;
    await at.branchOff(old);
    await leftBehind("migrate-unqueued");
    const { data: failed } = await leftBehind("migrate-failed");
    const { data: applied } = await leftBehind("migrate-applied");
    await at.migrate({ ...at.production, production: false, stage: "migrate-applied" });
    const [, second, third] = at.planetScale.deployRequests.list;
    if (second) second.deployment_state = "error";
    if (third) third.deployment_state = "in_progress";

    await at.migrate(at.production);
    expect([failed.number, applied.number]).toEqual([2, 3]);
    expect([...at.planetScale.branches.keys()]).toEqual(["main"]);
    expect(await at.columns("main", "user")).toEqual(["id", "name", "note"]);
    expect(at.deployments().map(([, state]) => state)).toEqual(Array(3).fill("closed"));
  });

  test("is left alone by a checkout older than its schema", async () => {
    await at.addNote();
    await at.migrate(at.production);
    await at.planetScale.deployRequests.endRevertWindow();
    at.log.length = 0;
    await at.migrations.removeLast();
    await at.migrate(at.production);

    expect(await at.columns("main", "user")).toContain("note");
    expect(at.log.filter((line) => /deploy/.test(line))).toEqual([]);
  });

  test("gets its safe migrations back, say on a branch that was restored", async () => {
    const main = at.planetScale.branches.get("main");
    if (main) main.safeMigrations = false;
    await at.addNote();
    await at.migrate(at.production);
    expect(main?.safeMigrations).toBe(true);
    expect(at.deployments()).toEqual([["complete_pending_revert", "closed"]]);
  });
});
