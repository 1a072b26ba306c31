import { createConnection, type RowDataPacket } from "mysql2/promise";
import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { migrateDatabase } from "../backend/db/migrate.ts";
import { insertDemoData } from "./demo-data.ts";

test("everybody in the demo data has an organization, and its events a workspace that is connected", async () => {
  const { socketPath } = inject("mysql");
  const database = `demo_${randomUUID().replaceAll("-", "")}`;
  const connection = await createConnection({ socketPath, user: "root" });
  const rows = async (sql: string) => (await connection.query<RowDataPacket[]>(sql))[0];
  try {
    await connection.query(`create database ${database}`);
    const target = { socketPath, user: "root", database };
    await migrateDatabase(target);
    await insertDemoData(target);
    await connection.query(`use ${database}`);

    expect(
      await rows(`select user.email, user.role, organization.slug, membership.role as membership
        from user
        join organization_user_membership as membership on membership.user_id = user.id
        join organization on organization.id = membership.organization_id order by user.email`),
    ).toEqual([
      { email: "admin@example.com", role: "admin", slug: "platform", membership: "owner" },
      { email: "member@example.com", role: "user", slug: "acme", membership: "member" },
      { email: "owner@example.com", role: "user", slug: "acme", membership: "owner" },
    ]);

    const events = `from event
      left join account on account.provider_id = 'slack-bot'
        and account.account_id = event.payload->>'$.authorizations[0].team_id'
      left join instance_account_permission as link
        on link.account_id = account.id and link.instance_id = event.instance_id`;
    expect(
      await rows(`select count(*) as events, count(link.id) as linked,
        sum(event.created_at < link.created_at) as early, count(distinct event.type) as types ${events}`),
    ).toEqual([{ events: 30, linked: 30, early: "0", types: 4 }]);
    // Lists page by id, so an older event has the smaller one.
    const byId = await rows("select created_at from event order by id");
    const byTime = await rows("select created_at from event order by created_at");
    expect(byId).toEqual(byTime);

    await insertDemoData(target);
    expect(await rows("select count(*) as users from user")).toEqual([{ users: 3 }]);
  } finally {
    await connection.query(`drop database if exists ${database}`);
    await connection.end();
  }
});
