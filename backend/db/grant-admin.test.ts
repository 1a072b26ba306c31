import { createConnection, type RowDataPacket } from "mysql2/promise";
import { randomUUID } from "node:crypto";
import { expect, inject, it } from "vitest";
import { grantAdmin } from "./grant-admin.ts";
import { migrateDatabase } from "./migrate.ts";

it("makes somebody who has signed in a platform admin, once, and writes it down", async () => {
  const { socketPath } = inject("mysql");
  const database = `grant_${randomUUID().replaceAll("-", "")}`;
  const connection = await createConnection({ socketPath, user: "root" });
  const target = { socketPath, user: "root", database };
  try {
    await connection.query(`create database ${database}`);
    await migrateDatabase(target);
    await connection.query(`use ${database}`);
    await connection.query(
      "insert into user (id, name, email, email_verified) values ('usr_a', 'Ada', 'ada@b.io', true)",
    );
    await connection.query(
      "insert into user (id, name, email) values ('usr_b', 'Bob', 'bob@b.io')",
    );

    expect(await grantAdmin(target, "nobody@b.io")).toBe("unknown");
    expect(await grantAdmin(target, "bob@b.io")).toBe("unverified");
    expect(await grantAdmin(target, " Ada@B.io")).toBe("granted");
    expect(await grantAdmin(target, "ada@b.io")).toBe("already");

    const [people] = await connection.query<RowDataPacket[]>(
      "select id, role from user order by id",
    );
    expect(people).toEqual([
      { id: "usr_a", role: "admin" },
      { id: "usr_b", role: "user" },
    ]);
    const [log] = await connection.query<RowDataPacket[]>("select action, target from audit_log");
    expect(log).toEqual([{ action: "user.setRole", target: "usr_a" }]);
  } finally {
    await connection.query(`drop database if exists ${database}`);
    await connection.end();
  }
});
