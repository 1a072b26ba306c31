import { createConnection, type RowDataPacket } from "mysql2/promise";
import { randomUUID } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { migrateDatabase } from "./migrate.ts";

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
