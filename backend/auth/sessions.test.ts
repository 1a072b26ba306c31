import { and, eq, like } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { Browser, signIn, signInAsAdmin, uniqueEmail, userOf } from "../../dev/testing/client.ts";
import { database } from "../../dev/testing/database.ts";
import { auditLog, session, user } from "../db/schema.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

const unauthorized = { data: { code: "UNAUTHORIZED" } };

/** A second browser with a copy of all the first one's cookies. */
function copyOf(browser: Browser) {
  const copy = new Browser();
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  return copy;
}

/** The status of an auth endpoint that takes a session. */
const link = async (browser: Browser) =>
  (await browser.post("/api/auth/integrations/link/google", { callbackURL: "/" })).status;

/** That a browser is signed out on every path, although it still sends a valid copy of its session. */
async function expectSignedOut(browser: Browser) {
  expect([...browser.cookies.keys()].join()).toContain("session_data");
  await expect(copyOf(browser).api.user.me.query()).rejects.toMatchObject(unauthorized);
  expect(await link(copyOf(browser))).toBe(401);
  const page = await copyOf(browser).fetch("/new-organization");
  expect(page.headers.get("location")).toMatch(/^\/login/);
}

const setSession = (userId: string, values: Partial<typeof session.$inferInsert>) =>
  database.update(session).set(values).where(eq(session.userId, userId));

describe("a session", () => {
  it("ends with sign-out, in a copy of the browser too", async () => {
    const browser = await signIn();
    const copy = copyOf(browser);
    expect((await browser.post("/api/auth/sign-out", {})).status).toBe(200);
    expect([...browser.cookies.keys()]).toEqual([]);
    await expectSignedOut(copy);
  });

  it("ends when its owner revokes it from another one, which goes on", async () => {
    const here = await signIn();
    const { email } = await userOf(here);
    const there = await signIn(email);
    expect(await here.api.user.sessions.query()).toHaveLength(2);
    await here.api.user.revokeOtherSessions.mutate();
    await expectSignedOut(there);
    expect(await userOf(here)).toMatchObject({ email });
  });

  it("can be revoked by itself, and by its owner alone", async () => {
    const here = await signIn();
    const { email, id } = await userOf(here);
    const there = await signIn(email);
    const stranger = await signIn();
    const [, newest] = await database.query.session.findMany({
      where: eq(session.userId, id),
      orderBy: (row, { asc }) => asc(row.id),
    });
    const body = { sessionId: newest?.id ?? "" };
    await expect(stranger.api.user.revokeSession.mutate(body)).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
    await stranger.api.user.revokeOtherSessions.mutate();
    expect(await userOf(there)).toMatchObject({ email });
    await here.api.user.revokeSession.mutate(body);
    await expectSignedOut(there);
  });

  it("is listed by its id alone, and ended by that", async () => {
    const here = await signIn();
    const { email, id } = await userOf(here);
    const [first, second, third] = [await signIn(email), await signIn(email), await signIn(email)];
    const admin = await signInAsAdmin();
    await admin.api.admin.impersonate.mutate({ userId: id, reason: "Support" });

    const listed = await here.api.user.sessions.query();
    expect(listed.map(({ isCurrent }) => isCurrent)).toEqual([true, false, false, false]);
    const stored = await database.query.session.findMany({ where: eq(session.userId, id) });
    for (const { token } of stored) expect(JSON.stringify(listed)).not.toContain(token);

    const sessionId = listed[1]?.id ?? "";
    expect(await here.api.user.revokeSession.mutate({ sessionId })).toEqual({ id: sessionId });
    await expectSignedOut(third);
    await expect(here.api.user.revokeSession.mutate({ sessionId })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
    expect(await userOf(first)).toMatchObject({ id });

    await here.api.user.revokeOtherSessions.mutate();
    await Promise.all([expectSignedOut(first), expectSignedOut(second)]);
    expect(await here.api.user.sessions.query()).toHaveLength(1);
    // The admin has not signed in as them: that ends in a way of its own.
    expect(await userOf(admin)).toMatchObject({ id });

    const written = await database.query.auditLog.findMany({
      where: and(eq(auditLog.actorId, id), like(auditLog.action, "session.%")),
      orderBy: (row, { asc }) => asc(row.id),
      columns: { action: true, target: true, metadata: true },
    });
    expect(written).toEqual([
      { action: "session.revoke", target: sessionId, metadata: {} },
      { action: "session.revokeOthers", target: id, metadata: { sessions: 2 } },
    ]);
  });

  it.each([
    ["a ban", { banned: true }],
    ["a ban that has not run out", { banned: true, banExpires: new Date(Date.now() + DAY_MS) }],
  ])("counts no more from the moment of %s", async (_name, values) => {
    const browser = await signIn();
    const { id } = await userOf(browser);
    await database.update(user).set(values).where(eq(user.id, id));
    await expectSignedOut(browser);
  });

  it("counts again once a ban has run out", async () => {
    const browser = await signIn();
    const { id } = await userOf(browser);
    const banExpires = new Date(Date.now() - 1000);
    await database.update(user).set({ banned: true, banExpires }).where(eq(user.id, id));
    expect(await userOf(browser)).toMatchObject({ id });
  });

  it("carries a changed role from the next request on", async () => {
    const admin = await signInAsAdmin();
    const browser = await signIn();
    const { id } = await userOf(browser);
    await expect(browser.api.admin.sessionInfo.query()).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
    await admin.api.admin.setRole.mutate({ userId: id, role: "admin" });
    expect(await browser.api.admin.sessionInfo.query()).toMatchObject({ user: { id } });
    await admin.api.admin.setRole.mutate({ userId: id, role: "user" });
    await expect(browser.api.admin.sessionInfo.query()).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
  });

  it("is over when it has run out", async () => {
    const browser = await signIn();
    await setSession((await userOf(browser)).id, { expiresAt: new Date(Date.now() - 1000) });
    await expectSignedOut(browser);
  });

  it("ends when somebody signs in anew in the same browser, as whoever it may be", async () => {
    const browser = await signIn();
    const former = copyOf(browser);
    expect((await former.fetch("/api/trpc/user.me")).status).toBe(200);
    await browser.post("/api/auth/dev/login", { email: uniqueEmail() });
    expect((await browser.fetch("/api/trpc/user.me")).status).toBe(200);
    expect((await former.fetch("/api/trpc/user.me")).status).toBe(401);
  });

  it("is not taken from a cookie that we did not sign", async () => {
    const browser = await signIn();
    const { id } = await userOf(browser);
    const stored = await database.query.session.findFirst({ where: eq(session.userId, id) });
    const forger = new Browser();
    for (const value of [stored?.token ?? "", `${stored?.token}.${"A".repeat(43)}%3D`]) {
      forger.cookies.set("better-auth.session_token", value);
      await expect(forger.api.user.me.query()).rejects.toMatchObject(unauthorized);
      expect(await link(forger)).toBe(401);
    }
  });
});

describe("ending sessions and one's account", () => {
  const MINUTE_MS = 60 * 1000;
  const signedInAgo = (userId: string, ms: number) =>
    setSession(userId, { createdAt: new Date(Date.now() - ms) });
  const signInAgain = { data: { code: "FORBIDDEN", reason: "SIGN_IN_AGAIN" } };

  it("takes a session that was signed in within a quarter of an hour; looking does not", async () => {
    const here = await signIn();
    const { id, email } = await userOf(here);
    const there = await signIn(email);
    const stored = await database.query.session.findFirst({
      where: eq(session.userId, id),
      orderBy: (row, { desc }) => desc(row.id),
    });
    await signedInAgo(id, 16 * MINUTE_MS);

    for (const call of [
      () => here.api.user.revokeSession.mutate({ sessionId: stored?.id ?? "" }),
      () => here.api.user.revokeOtherSessions.mutate(),
      () => here.api.user.deleteAccount.mutate({ confirmEmail: email }),
    ])
      await expect(call()).rejects.toMatchObject(signInAgain);
    expect(await here.api.user.sessions.query()).toHaveLength(2);
    expect(await userOf(there)).toMatchObject({ id });
    // One's own can always be ended.
    expect((await there.post("/api/auth/sign-out", {})).status).toBe(200);

    await signedInAgo(id, 14 * MINUTE_MS);
    await here.api.user.revokeOtherSessions.mutate();
  });

  it("works after signing in again, and is not made recent by use", async () => {
    const here = await signIn();
    const { id, email } = await userOf(here);
    const there = await signIn(email);
    // Old enough to be renewed as well.
    await setSession(id, {
      createdAt: new Date(Date.now() - 2 * DAY_MS),
      expiresAt: new Date(Date.now() + 5 * DAY_MS),
    });
    const renewing = await here.fetch("/api/trpc/user.me");
    expect(renewing.headers.getSetCookie().join()).toContain("session_token");
    await expect(here.api.user.revokeOtherSessions.mutate()).rejects.toMatchObject(signInAgain);

    await here.post("/api/auth/dev/login", { email });
    await here.api.user.revokeOtherSessions.mutate();
    await expect(userOf(there)).rejects.toMatchObject(unauthorized);
    await here.api.user.deleteAccount.mutate({ confirmEmail: email });
  });
});

describe("renewal", () => {
  const twoDaysOld = () => ({
    createdAt: new Date(Date.now() - 2 * DAY_MS),
    updatedAt: new Date(Date.now() - 2 * DAY_MS),
    expiresAt: new Date(Date.now() + 5 * DAY_MS),
  });

  it.each([
    ["a tRPC call", (b: Browser) => b.fetch("/api/trpc/user.me")],
    [
      "a batch of tRPC calls",
      (b: Browser) => b.fetch("/api/trpc/user.me,organization.list?batch=1"),
    ],
    ["a page rendered on the server", (b: Browser) => b.fetch("/new-organization")],
  ])("reaches the browser through %s", async (_name, request) => {
    const browser = await signIn();
    const { id } = await userOf(browser);
    await setSession(id, twoDaysOld());
    const response = await request(browser);
    expect(response.status).toBe(200);
    const cookies = response.headers.getSetCookie().join("\n");
    expect(cookies).toMatch(/better-auth\.session_token=[^;]+; Max-Age=604800/);
    const stored = await database.query.session.findFirst({ where: eq(session.userId, id) });
    expect(stored?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 6 * DAY_MS);
    const next = await request(browser);
    expect(next.headers.getSetCookie().join()).not.toContain("session_token");
  });

  it("leaves a young session alone", async () => {
    const browser = await signIn();
    expect((await browser.fetch("/api/trpc/user.me")).headers.getSetCookie()).toEqual([]);
  });

  it("does not happen in a stream, whose cookies would be lost", async () => {
    const browser = await signIn();
    const { id } = await userOf(browser);
    await setSession(id, twoDaysOld());
    await (
      await browser.fetch("/api/trpc/user.me?batch=1", {
        headers: { "trpc-accept": "application/jsonl" },
      })
    ).text();
    const stored = await database.query.session.findFirst({ where: eq(session.userId, id) });
    expect(stored?.expiresAt.getTime()).toBeLessThan(Date.now() + 5.5 * DAY_MS);
  });
});
