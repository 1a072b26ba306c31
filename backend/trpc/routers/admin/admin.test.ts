import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Browser,
  signIn,
  signInAsAdmin,
  signInWithInstance,
  uniqueEmail,
  userOf,
} from "../../../../dev/testing/client.ts";
import { database } from "../../../../dev/testing/database.ts";
import { session, user } from "../../../db/schema.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

let admin: Browser;
beforeAll(async () => {
  admin = await signInAsAdmin();
});

describe("admin.users", () => {
  it("finds people by email, name and id, with their organizations and when they were seen", async () => {
    const email = uniqueEmail("sought");
    const person = await signIn(email);
    const { id } = await userOf(person);
    await person.api.organization.create.mutate({ name: "Beta" });
    await person.api.organization.create.mutate({ name: "Alpha" });
    for (const query of [email.toUpperCase(), id]) {
      const { items } = await admin.api.admin.users.query({ query });
      expect(items).toMatchObject([{ id, email, organizations: ["Alpha", "Beta"] }]);
      expect(Date.now() - Date.parse(items[0]?.lastSeenAt ?? "")).toBeLessThan(DAY_MS);
    }
  });

  it("does not take an impersonation for the person", async () => {
    const person = await signIn();
    const { id } = await userOf(person);
    await database.delete(session).where(eq(session.userId, id));
    const other = await signInAsAdmin();
    await other.api.admin.impersonate.mutate({ userId: id, reason: "To see" });
    const { items } = await admin.api.admin.users.query({ query: id });
    expect(items).toMatchObject([{ id, lastSeenAt: null, organizations: [] }]);
  });

  it("shows only the banned, or only platform admins", async () => {
    const email = uniqueEmail("banned");
    const { id } = await userOf(await signIn(email));
    const search = (only: "admins" | "banned") =>
      admin.api.admin.users.query({ query: email, only });
    expect((await search("banned")).items).toEqual([]);
    await admin.api.admin.ban.mutate({ userId: id, reason: "Spam" });
    expect((await search("banned")).items).toMatchObject([{ id, banReason: "Spam" }]);
    expect((await search("admins")).items).toEqual([]);
    await admin.api.admin.setRole.mutate({ userId: id, role: "admin" });
    expect((await search("admins")).items).toMatchObject([{ id }]);
  });
});

describe("admin.ban", () => {
  it("keeps out until a time, and not after it", async () => {
    const email = uniqueEmail();
    const { id: userId } = await userOf(await signIn(email));
    const until = new Date(Date.now() + DAY_MS).toISOString();
    await admin.api.admin.ban.mutate({ userId, reason: "Spam", until });
    const { items } = await admin.api.admin.users.query({ query: userId });
    expect(items).toMatchObject([{ banned: true, banReason: "Spam", banExpires: until }]);
    await expect(signIn(email)).rejects.toThrow();
    const past = new Date(Date.now() - 1000);
    await database.update(user).set({ banExpires: past }).where(eq(user.id, userId));
    expect(await userOf(await signIn(email))).toMatchObject({ id: userId });
  });

  it("does not end before it begins", async () => {
    const { id: userId } = await userOf(await signIn());
    const until = new Date(Date.now() - 1000).toISOString();
    await expect(
      admin.api.admin.ban.mutate({ userId, reason: "Spam", until }),
    ).rejects.toMatchObject({ data: { fieldErrors: { until: expect.any(String) } } });
  });
});

describe("admin.auditLog", () => {
  it("is filtered by actor, organization, action and time", async () => {
    const email = uniqueEmail("actor");
    const person = await signIn(email);
    const { id: actorId } = await userOf(person);
    const { id: organizationId, slug: organizationSlug } =
      await person.api.organization.create.mutate({ name: "Audited" });
    await person.api.instance.create.mutate({ organizationSlug, name: "production" });
    const actions = async (filter: Parameters<typeof admin.api.admin.auditLog.query>[0]) =>
      (await admin.api.admin.auditLog.query(filter)).items.map(({ action }) => action);
    const both = ["instance.create", "organization.create"];

    expect(await actions({ actorId })).toEqual(both);
    expect(await actions({ actorEmail: email.toUpperCase() })).toEqual(both);
    expect(await actions({ organizationId })).toEqual(both);
    expect(await actions({ organizationSlug })).toEqual(both);
    expect(await actions({ actorId, action: "instance.create" })).toEqual(["instance.create"]);

    const minuteAgo = new Date(Date.now() - 60_000).toISOString();
    const inAMinute = new Date(Date.now() + 60_000).toISOString();
    expect(await actions({ actorId, from: minuteAgo, until: inAMinute })).toEqual(both);
    expect(await actions({ actorId, from: inAMinute })).toEqual([]);
    expect(await actions({ actorId, until: minuteAgo })).toEqual([]);
    expect(await actions({ actorEmail: "nobody@example.com" })).toEqual([]);
    expect(await actions({ organizationSlug: "nothing-like-it" })).toEqual([]);
  });
});

describe("admin.stats", () => {
  it("counts everything, and what is new today", async () => {
    const before = await admin.api.admin.stats.query();
    const { owner, scope } = await signInWithInstance();
    await owner.api.machine.create.mutate({ ...scope, name: "m", type: "daytona" });
    const after = await admin.api.admin.stats.query();
    for (const what of ["users", "organizations", "instances", "machines"] as const) {
      expect(after[what].total).toBeGreaterThan(before[what].total);
      expect(after[what].perDay).toHaveLength(7);
      expect(after[what].perDay.at(-1)).toBeGreaterThan(before[what].perDay.at(-1) ?? 0);
    }
  });
});

describe("admin.sessionInfo", () => {
  it("tells what the request is made of, and nothing that signs in", async () => {
    const info = await admin.api.admin.sessionInfo.query();
    expect(info).toMatchObject({ user: { id: (await userOf(admin)).id }, stage: "local" });
    const cookies = new Map(info.cookies.map((cookie) => [cookie.name, cookie]));
    for (const name of ["better-auth.session_token", "better-auth.session_data"])
      expect(Date.now() - Date.parse(cookies.get(name)?.setAt ?? "")).toBeLessThan(60_000);
    for (const value of admin.cookies.values())
      expect(JSON.stringify(info)).not.toContain(decodeURIComponent(value));
    expect(info.headers).not.toHaveProperty("cookie");
  });
});
