import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";
import { randomUUID } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { MigrationFolder } from "../../dev/rehearsal/migration-folder.ts";
import { cutOffAfter } from "../../dev/testing/cut-off.ts";
import { countPendingMigrations, migrateDatabase } from "./migrate.ts";

it("makes the schema once, also when several start at the same moment", async () => {
  const { socketPath } = inject("mysql");
  const database = `migrate_${randomUUID().replaceAll("-", "")}`;
  const connection = await createConnection({ socketPath, user: "root" });
  try {
    await connection.query(`create database ${database}`);
    const target = { socketPath, user: "root", database };
    await Promise.all([migrateDatabase(target), migrateDatabase(target), migrateDatabase(target)]);

    await connection.query(`use ${database}`);
    const [tables] = await connection.query<RowDataPacket[]>("show tables like 'machine'");
    expect(tables).toHaveLength(1);
    const [applied] = await connection.query<RowDataPacket[]>(
      "select hash, count(*) as times from __drizzle_migrations group by hash",
    );
    expect(applied.length).toBeGreaterThan(0);
    expect(applied.every(({ times }) => Number(times) === 1)).toBe(true);
  } finally {
    await connection.query(`drop database if exists ${database}`);
    await connection.end();
  }
});

// Production takes over a branch's schema, not its rows: an UPDATE in a migration would be lost there.
it("holds nothing but changes of the schema", async () => {
  for await (const file of glob("drizzle/*.sql"))
    for (const statement of (await readFile(file, "utf8")).split("--> statement-breakpoint"))
      expect(statement.trim(), file).toMatch(/^(create|alter|drop|rename)\b/i);
});

describe("a migration that does not get through", () => {
  const { socketPath } = inject("mysql");
  let connection: Connection;
  let database: string;
  let folder: MigrationFolder;

  beforeEach(async () => {
    connection = await createConnection({ socketPath, user: "root" });
    folder = await MigrationFolder.make();
    await addStatements("0000_init", [
      "create table `user` (`id` int primary key, `name` text, `nick` text, `age` int)",
      "create table `post` (`id` int primary key, `user_id` int)",
      "alter table `post` add constraint `author` foreign key (`user_id`) references `user` (`id`)",
    ]);
    await addStatements("0001_more", [
      "create index `age_index` on `user` (`age`)",
      "alter table `user` modify column `age` bigint not null",
      "alter table `user` add `key` varchar(20) generated always as (lower(`name`)) virtual",
      "alter table `user` add constraint `key_unique` unique (`key`)",
      "alter table `user` add constraint `age_check` check (`age` > 0)",
      "alter table `user` rename column `nick` to `nickname`",
      "alter table `post` drop foreign key `author`",
      "alter table `post` drop column `user_id`",
      "drop index `age_index` on `user`",
      "alter table `user` drop constraint `age_check`",
      "rename table `post` to `article`",
      "create table `draft` (`id` int primary key)",
      "drop table `draft`",
    ]);
    await begin();
  });

  afterEach(async () => {
    await connection.query(`drop database ${database}`);
    await connection.end();
    await folder.remove();
  });

  const addStatements = (tag: string, statements: string[]) =>
    folder.add(tag, statements.join(";--> statement-breakpoint\n"));

  async function begin() {
    database = `migrate_${randomUUID().replaceAll("-", "")}`;
    await connection.query(`create database ${database}`);
    await connection.query(`use ${database}`);
  }

  const migrate = (way: { host: string; port: number } | { socketPath: string }) =>
    migrateDatabase({ ...way, user: "root", database }, folder.path);

  /** Each table as it is defined, and each note. */
  async function schema() {
    const [tables] = await connection.query<RowDataPacket[]>("show tables");
    const made = tables.map(async (row) => {
      const [rows] = await connection.query("show create table ??", [Object.values(row)[0]]);
      return rows;
    });
    const [notes] = await connection.query("select hash, created_at from __drizzle_migrations");
    return [await Promise.all(made), notes];
  }

  it("is finished by the next run, wherever it was cut off", async () => {
    await migrate({ socketPath });
    const whole = await schema();
    expect(JSON.stringify(whole)).not.toContain("migration_progress");

    await connection.query(`drop database ${database}`);
    await begin();
    const sent = new Set<string>();
    // Each run gets one query further than the one before, and loses its answer.
    const isNew = (query: string) => sent.size < sent.add(query).size;
    for (let before = -1; before < sent.size;) {
      before = sent.size;
      using way = await cutOffAfter(socketPath, isNew);
      await migrate({ host: way.host, port: way.port }).catch(() => undefined);
    }
    expect(await schema()).toEqual(whole);
    expect([...sent].join()).toContain("drop table `draft`");
  });

  it("goes on when what stopped it is gone, and takes no failure for done", async () => {
    const bad = (statement: string) =>
      addStatements("0002_next", ["alter table `user` add `a` int", statement]);
    await bad("alter table `user` add `age` int");
    const duplicate = { cause: { message: "Duplicate column name 'age'" } };
    await expect(migrate({ socketPath })).rejects.toMatchObject(duplicate);
    await expect(migrate({ socketPath })).rejects.toMatchObject(duplicate);
    expect(await countPendingMigrations({ socketPath, user: "root", database }, folder.path)).toBe(
      1,
    );

    await folder.removeLast();
    await bad("alter table `user` add `b` int");
    await migrate({ socketPath });
    expect(JSON.stringify(await schema())).toMatch(/`a` int[^]*`b` int/);
  });

  it("does not go on behind statements that were changed", async () => {
    await addStatements("0002_next", [
      "alter table `user` add `a` int",
      "alter table `x` add `y` int",
    ]);
    await expect(migrate({ socketPath })).rejects.toThrow(/failed at: alter table `x`/);
    await folder.removeLast();
    await addStatements("0002_next", [
      "alter table `user` add `b` int",
      "alter table `user` add `c` int",
    ]);
    await expect(migrate({ socketPath })).rejects.toThrow(/are no longer those that were run/);
  });
});
