import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { planetScale as client } from "./branch.ts";
import { revertWindowsToEnd } from "./deploy-request.ts";
import { newDatabase } from "./testing.ts";

// Migrations without a deploy request: production's first one, and those of every other stage.

let at: Awaited<ReturnType<typeof newDatabase>>;
beforeEach(async () => {
  at = await newDatabase();
});
afterEach(() => at.close());

describe("production, with nothing in it", () => {
  test("gets its tables directly, before safe migrations, once foreign keys are allowed", async () => {
    await at.migrate(at.production);

    expect(await at.columns("main", "post")).toEqual(["id", "user_id"]);
    expect(at.log.filter((line) => !line.includes("/passwords"))).toEqual([
      "planetscale POST /os2/branches/main/safe-migrations",
    ]);
    expect([...at.planetScale.branches.keys()]).toEqual(["main"]);
    expect([...at.planetScale.passwords]).toEqual([]);
  });

  test("is finished after a first migration that was cut off", async () => {
    await at.cutOff("main");
    await at.migrate(at.production);
    expect(await at.columns("main", "user")).toEqual(["id", "name"]);
    expect(await at.columns("main", "post")).toEqual(["id", "user_id"]);
    expect(at.planetScale.branches.get("main")).toMatchObject({ safeMigrations: true });
  });

  test("is migrated directly even if safe migrations are on already", async () => {
    const { api, path: database } = client(at.production);
    await api.enableSafeMigrations({ path: { ...database, branch: "main" } });
    await at.migrate(at.production);
    expect(await at.columns("main", "user")).toEqual(["id", "name"]);
    expect(at.planetScale.branches.get("main")).toMatchObject({ safeMigrations: true });
  });

  test("is left alone when it is somebody else's", async () => {
    await at.planetScale.databases.query("main", "create table shop (id int)");
    await expect(at.migrate(at.production)).rejects.toThrow(
      /has tables that are not this app's[^]*PLANETSCALE_ORGANIZATION[^]*app.planetscale.com/,
    );
    expect(await at.planetScale.databases.query("main", "show tables")).toHaveLength(1);
  });
});

describe("a preview", () => {
  test("is migrated directly, without touching production", async () => {
    await at.migrate(at.production);
    await at.branchOff("pr-7");
    await at.addNote();
    at.log.length = 0;
    await at.migrate(at.preview);

    expect(await at.columns("pr-7", "user")).toContain("note");
    expect(await at.columns("main", "user")).not.toContain("note");
    expect(at.log.filter((line) => /deploy/.test(line))).toEqual([]);
  });

  test("is finished after a migration that was cut off", async () => {
    await at.migrate(at.production);
    await at.branchOff("pr-7");
    await at.migrations.add(
      "0001_two",
      "alter table user add one int;--> statement-breakpoint\nalter table user add two int",
    );
    await at.cutOff("pr-7");
    await at.migrate(at.preview);
    expect(await at.columns("pr-7", "user")).toEqual(["id", "name", "one", "two"]);
  });

  test("whose migration fails is told how to go on, and how to begin anew", async () => {
    await at.migrate(at.production);
    await at.branchOff("pr-7");
    await at.migrations.add("0001_bad", "alter table `nothing` add `note` varchar(20)");
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await expect(at.migrate(at.preview)).rejects.toMatchObject({
      cause: { message: expect.stringContaining("nothing' doesn't exist") },
    });
    expect(said.mock.calls.join()).toMatch(/Deploy again[^]*pnpm run destroy --stage pr-7/);
  });

  test("is not branched off while production's last change can be reverted, and does not end that", async () => {
    await at.migrate(at.production);
    await at.addNote();
    await at.migrate(at.production);
    const said = vi.spyOn(console, "log").mockImplementation(() => undefined);
    let over = false;
    const waiting = revertWindowsToEnd(at.preview).then(() => (over = true));
    await expect.poll(() => said.mock.calls.join()).toMatch(/deploy-requests\/1/);
    expect([over, at.deployments()]).toEqual([false, [["complete_pending_revert", "closed"]]]);

    await at.planetScale.deployRequests.endRevertWindow();
    await waiting;
    await at.branchOff("pr-7");
    await at.migrate(at.preview);
    expect(await at.columns("pr-7", "user")).toContain("note");
  });
});
