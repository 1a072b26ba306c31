import { drizzle } from "drizzle-orm/mysql2";
import { createConnection } from "mysql2/promise";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { runDataSteps } from "./data-steps.ts";
import { migrateDatabase } from "./migrate.ts";
import * as schema from "./schema.ts";

const { account, user } = schema;
const GMAIL =
  "openid,https://www.googleapis.com/auth/gmail.send,https://www.googleapis.com/auth/calendar";

const { socketPath } = inject("mysql");
const database = `steps_${randomUUID().replaceAll("-", "")}`;
const target = { socketPath, user: "root", database, timezone: "Z" };

const root = async <T>(work: (connection: Awaited<ReturnType<typeof createConnection>>) => T) => {
  const connection = await createConnection({ socketPath, user: "root" });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
};

beforeAll(async () => {
  await root((connection) => connection.query(`create database ${database}`));
  await migrateDatabase(target);
});
afterAll(() => root((connection) => connection.query(`drop database ${database}`)));

it("moves Gmail connections apart from sign-ins, with their tokens, once", async () => {
  const connection = await createConnection(target);
  try {
    const db = drizzle(connection, { schema, mode: "default" });
    const tokens = (of: string) => ({
      accessToken: `$ba$1$access-${of}`,
      refreshToken: `$ba$1$refresh-${of}`,
      idToken: `$ba$1$id-${of}`,
      accessTokenExpiresAt: new Date("2026-11-01T10:00:00Z"),
    });
    const connected = (email: string) => ({ email, connected: true });
    await db.insert(user).values([
      { id: "usr_1", name: "Ada", email: "ada@example.com" },
      { id: "usr_2", name: "Ben", email: "ben@example.com" },
    ]);
    const google = { providerId: "google", userId: "usr_1" };
    await db.insert(account).values([
      // Ada signs in with one account and has connected another; Ben has connected the one of his sign-in.
      { ...google, id: "acc_1", accountId: "ada", scope: "openid,email,profile", ...tokens("ada") },
      {
        ...google,
        id: "acc_2",
        accountId: "box",
        scope: GMAIL,
        metadata: connected("box@example.com"),
        ...tokens("box"),
      },
      {
        ...google,
        id: "acc_3",
        userId: "usr_2",
        accountId: "ben",
        scope: GMAIL,
        metadata: { email: "ben@example.com" },
        ...tokens("ben"),
      },
      { id: "acc_4", providerId: "slack-bot", userId: "usr_2", accountId: "T1" },
    ]);
    const rows = async () =>
      (await db.select().from(account)).toSorted((a, b) =>
        `${a.providerId} ${a.accountId}` < `${b.providerId} ${b.accountId}` ? -1 : 1,
      );

    await runDataSteps(target);
    const moved = await rows();
    expect(moved).toMatchObject([
      { id: "acc_1", providerId: "google", accountId: "ada", ...tokens("ada") },
      {
        id: "acc_3",
        providerId: "google",
        accountId: "ben",
        userId: "usr_2",
        accessToken: null,
        refreshToken: null,
        idToken: null,
        accessTokenExpiresAt: null,
        scope: "openid,email,profile",
      },
      {
        providerId: "google-gmail",
        accountId: "ben",
        userId: "usr_2",
        scope: GMAIL,
        metadata: { email: "ben@example.com" },
        ...tokens("ben"),
      },
      {
        providerId: "google-gmail",
        accountId: "box",
        userId: "usr_1",
        scope: GMAIL,
        ...tokens("box"),
      },
      { id: "acc_4", providerId: "slack-bot" },
    ]);
    expect(moved.map(({ metadata }) => metadata)).not.toContainEqual(
      expect.objectContaining({ connected: true }),
    );

    await runDataSteps(target);
    expect(await rows()).toEqual(moved);

    // The release before wrote one more while this one was being uploaded.
    await db.insert(account).values({
      ...google,
      accountId: "box",
      scope: GMAIL,
      metadata: connected("box@example.com"),
      ...tokens("older"),
    });
    await runDataSteps(target);
    expect(await rows()).toEqual(moved);
  } finally {
    await connection.end();
  }
});
