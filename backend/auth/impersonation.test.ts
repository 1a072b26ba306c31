import { and, asc, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import {
  Browser,
  signIn,
  signInAsAdmin,
  signInWithInstance,
  userOf,
} from "../../dev/testing/client.ts";
import { database } from "../../dev/testing/database.ts";
import { auditLog, session, user } from "../db/schema.ts";

const MINUTE_MS = 60 * 1000;
const reason = "They asked why a machine is gone";

const forbidden = { data: { code: "FORBIDDEN" } };
const unauthorized = { data: { code: "UNAUTHORIZED" } };

/** An admin who acts as a new user. */
async function impersonating() {
  const target = await signIn();
  const { id: userId } = await userOf(target);
  const admin = await signInAsAdmin();
  const { id: adminId } = await userOf(admin);
  await admin.api.admin.impersonate.mutate({ userId, reason });
  return { target, userId, admin, adminId };
}

const impersonationsOf = (userId: string, adminId: string) =>
  database.query.session.findMany({
    where: and(eq(session.userId, userId), eq(session.impersonatedBy, adminId)),
  });

const auditOf = (userId: string) =>
  database.query.auditLog.findMany({
    where: eq(auditLog.target, userId),
    orderBy: asc(auditLog.id),
    columns: { action: true, actorId: true, impersonatorId: true, metadata: true },
  });

describe("impersonation", () => {
  it("makes an admin somebody else, who is told by whom, why and until when, and back", async () => {
    const { admin, adminId, userId } = await impersonating();
    const me = await admin.api.user.me.query();
    expect(me.user.id).toBe(userId);
    expect(me.impersonation).toMatchObject({ admin: { id: adminId }, reason });
    const left = Date.parse(me.impersonation?.endsAt ?? "") - Date.now();
    expect(left).toBeGreaterThan(29 * MINUTE_MS);
    expect(left).toBeLessThanOrEqual(30 * MINUTE_MS);

    await admin.api.admin.stopImpersonating.mutate();
    expect(await admin.api.user.me.query()).toMatchObject({
      user: { id: adminId },
      impersonation: null,
    });
    expect(await impersonationsOf(userId, adminId)).toEqual([]);
    expect([...admin.cookies.keys()].join()).not.toContain("admin_session");
    await expect(admin.api.admin.stopImpersonating.mutate()).rejects.toMatchObject(forbidden);
  });

  it("sets its cookies as Better Auth sets them when somebody signs in", async () => {
    const admin = await signInAsAdmin();
    const attributesOf = (response: Response) => {
      const cookies = response.headers.getSetCookie().map((cookie) => cookie.split("; "));
      const [, ...attributes] =
        cookies.find(([pair]) => pair?.startsWith("better-auth.session_token=")) ?? [];
      return attributes.toSorted();
    };
    const { email } = await userOf(admin);
    const signedIn = attributesOf(await admin.post("/api/auth/dev/login", { email }));
    expect(signedIn).toEqual(expect.arrayContaining(["HttpOnly", "SameSite=Lax"]));

    const { id: userId } = await userOf(await signIn());
    const began = await admin.post("/api/trpc/admin.impersonate", { userId, reason });
    // It goes with the browser.
    expect(attributesOf(began)).toEqual(signedIn.filter((each) => !each.startsWith("Max-Age")));
    expect([...admin.cookies.keys()].join()).not.toContain("session_data");
    expect(attributesOf(await admin.post("/api/trpc/admin.stopImpersonating", {}))).toEqual(
      signedIn,
    );
    expect(await userOf(admin)).toMatchObject({ email });
  });

  it("is written down with both people and the reason, its start and its stop", async () => {
    const { admin, adminId, userId } = await impersonating();
    await admin.api.admin.stopImpersonating.mutate();
    expect(await auditOf(userId)).toEqual([
      {
        action: "impersonation.start",
        actorId: adminId,
        impersonatorId: null,
        metadata: { reason },
      },
      {
        action: "impersonation.stop",
        actorId: userId,
        impersonatorId: adminId,
        metadata: { reason },
      },
    ]);
  });

  it.each([
    ["stopped", (b: Browser) => b.api.admin.stopImpersonating.mutate()],
    ["ended by signing out", (b: Browser) => b.post("/api/auth/sign-out", {})],
    [
      "ended by signing out without the admin's own session",
      (b: Browser) => {
        b.cookies.delete("better-auth.admin_session");
        return b.post("/api/auth/sign-out", {});
      },
    ],
  ])("%s, is written down in every organization of the person", async (_name, stop) => {
    const { owner, scope } = await signInWithInstance();
    const { slug } = await owner.api.organization.create.mutate({ name: "Another" });
    const { id: userId } = await userOf(owner);
    const admin = await signInAsAdmin();
    const { id: adminId, email } = await userOf(admin);
    await admin.api.admin.impersonate.mutate({ userId, reason });
    await stop(admin);
    for (const organizationSlug of [scope.organizationSlug, slug]) {
      const { items } = await owner.api.organization.auditLog.query({ organizationSlug, limit: 2 });
      expect(items).toMatchObject([
        {
          action: "impersonation.stop",
          metadata: { reason },
          impersonator: { id: adminId, email },
        },
        { action: "impersonation.start", metadata: { reason }, actor: { id: adminId, email } },
      ]);
    }
  });

  it.each(["", "   ", "x".repeat(501)])("needs a reason, and %j is none", async (reason) => {
    const { id: userId } = await userOf(await signIn());
    const admin = await signInAsAdmin();
    await expect(admin.api.admin.impersonate.mutate({ userId, reason })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", fieldErrors: { reason: expect.any(String) } },
    });
  });

  it("is for admins, and not of admins, banned people or nobody", async () => {
    const { id: userId } = await userOf(await signIn());
    await expect(
      (await signIn()).api.admin.impersonate.mutate({ userId, reason }),
    ).rejects.toMatchObject(forbidden);

    const admin = await signInAsAdmin();
    const { id: otherAdmin } = await userOf(await signInAsAdmin());
    await expect(
      admin.api.admin.impersonate.mutate({ userId: otherAdmin, reason }),
    ).rejects.toMatchObject(forbidden);
    await admin.api.admin.ban.mutate({ userId, reason });
    await expect(admin.api.admin.impersonate.mutate({ userId, reason })).rejects.toMatchObject(
      forbidden,
    );
    await expect(
      admin.api.admin.impersonate.mutate({ userId: "usr_none", reason }),
    ).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    expect(await admin.api.user.me.query()).toMatchObject({ impersonation: null });
  });

  it("can't be stretched by dropping the cookie that says not to", async () => {
    const { admin, adminId, userId } = await impersonating();
    const [before] = await impersonationsOf(userId, adminId);
    admin.cookies.delete("better-auth.dont_remember");
    admin.cookies.delete("better-auth.session_data");
    await admin.fetch("/api/trpc/user.me");
    await admin.fetch("/new-organization");
    const [after] = await impersonationsOf(userId, adminId);
    expect(after?.expiresAt).toEqual(before?.expiresAt);
  });

  it("keeps what is the person's alone from the admin", async () => {
    const { admin } = await impersonating();
    for (const call of [
      () => admin.api.user.connections.query(),
      () => admin.api.user.disconnectGoogle.mutate(),
      () => admin.api.user.updateProfile.mutate({ name: "Somebody else" }),
      () => admin.api.user.deleteAccount.mutate({ confirmEmail: "x@example.com" }),
    ])
      await expect(call()).rejects.toMatchObject(forbidden);

    const { scope } = await signInWithInstance();
    for (const [path, body] of Object.entries({
      "integrations/link/google": { callbackURL: "/" },
      "integrations/link/slack-bot": { ...scope, callbackURL: "/" },
      "integrations/callback/google?state=x&code=y": undefined,
      "sign-in/social": { provider: "google", callbackURL: "/" },
    })) {
      const url = `/api/auth/${path}`;
      const response = await (body ? admin.post(url, body) : admin.fetch(url));
      expect([path, response.status]).toEqual([path, 403]);
    }
  });

  it("leaves no admin power, also when the person becomes an admin meanwhile", async () => {
    const { admin, userId } = await impersonating();
    for (const call of [
      () => admin.api.admin.sessionInfo.query(),
      () => admin.api.admin.setRole.mutate({ userId, role: "admin" }),
      () => admin.api.admin.impersonate.mutate({ userId, reason }),
    ])
      await expect(call()).rejects.toMatchObject(forbidden);
    await database.update(user).set({ role: "admin" }).where(eq(user.id, userId));
    await expect(admin.api.user.me.query()).rejects.toMatchObject(unauthorized);
  });

  it.each([
    ["banned", { banned: true }],
    ["no admin any more", { role: "user" }],
  ])("ends when the admin is %s", async (_name, values) => {
    const { admin, adminId } = await impersonating();
    await database.update(user).set(values).where(eq(user.id, adminId));
    await expect(admin.api.user.me.query()).rejects.toMatchObject(unauthorized);
  });

  it.each([
    ["bans", (a: Browser, userId: string) => a.api.admin.ban.mutate({ userId, reason })],
    [
      "demotes",
      (a: Browser, userId: string) => a.api.admin.setRole.mutate({ userId, role: "user" }),
    ],
    ["signs out", (a: Browser, userId: string) => a.api.admin.revokeSessions.mutate({ userId })],
  ])("is deleted when another admin %s the one behind it", async (_name, act) => {
    const { target, adminId, userId } = await impersonating();
    await act(await signInAsAdmin(), adminId);
    expect(await impersonationsOf(userId, adminId)).toEqual([]);
    expect(await userOf(target)).toMatchObject({ id: userId });
  });

  it("is deleted when the admin behind it deletes their account elsewhere", async () => {
    const { admin, adminId, userId } = await impersonating();
    const account = await database.query.user.findFirst({ where: eq(user.id, adminId) });
    const elsewhere = await signIn(account?.email);
    await elsewhere.api.user.deleteAccount.mutate({ confirmEmail: account?.email ?? "" });
    expect(await impersonationsOf(userId, adminId)).toEqual([]);
    await expect(admin.api.user.me.query()).rejects.toMatchObject(unauthorized);
  });

  it("is stopped once, however often at the same moment", async () => {
    const { admin, userId } = await impersonating();
    const stop = () => admin.api.admin.stopImpersonating.mutate();
    const outcomes = await Promise.allSettled([stop(), stop(), stop()]);
    expect(outcomes.map(({ status }) => status)).toContain("fulfilled");
    expect((await auditOf(userId)).map(({ action }) => action)).toEqual([
      "impersonation.start",
      "impersonation.stop",
    ]);
  });

  it("ends together with the admin's own session by signing out", async () => {
    const { admin, adminId, userId } = await impersonating();
    const adminSession = admin.cookies.get("better-auth.admin_session");
    expect(adminSession).toBeDefined();
    await admin.post("/api/auth/sign-out", {});
    expect([...admin.cookies.keys()]).toEqual([]);
    expect(await database.query.session.findMany({ where: eq(session.userId, adminId) })).toEqual(
      [],
    );
    expect(await impersonationsOf(userId, adminId)).toEqual([]);
    expect((await auditOf(userId)).map(({ action }) => action)).toEqual([
      "impersonation.start",
      "impersonation.stop",
    ]);
  });

  it("ends signed out when the admin's own session is over", async () => {
    const { admin, adminId, userId } = await impersonating();
    await database.delete(session).where(eq(session.userId, adminId));
    await admin.api.admin.stopImpersonating.mutate();
    expect([...admin.cookies.keys()]).toEqual([]);
    expect(await impersonationsOf(userId, adminId)).toEqual([]);
    expect(await auditOf(userId)).toHaveLength(2);
  });

  it("does not lead back into an admin's session from a session that is not impersonated", async () => {
    const { admin, adminId } = await impersonating();
    const thief = await signIn();
    thief.cookies.set(
      "better-auth.admin_session",
      admin.cookies.get("better-auth.admin_session") ?? "",
    );
    await expect(thief.api.admin.stopImpersonating.mutate()).rejects.toMatchObject(forbidden);
    expect((await userOf(thief)).id).not.toBe(adminId);
  });

  it("is refused in a stream, where its cookies would be lost", async () => {
    const { id: userId } = await userOf(await signIn());
    const admin = await signInAsAdmin();
    const { id: adminId } = await userOf(admin);
    const response = await admin.post(
      "/api/trpc/admin.impersonate?batch=1",
      { 0: { userId, reason } },
      { "trpc-accept": "application/jsonl" },
    );
    expect(await response.text()).toContain("not in a stream");
    expect(await impersonationsOf(userId, adminId)).toEqual([]);
  });
});

describe("impersonations by an admin", () => {
  it("begin once in a batch", async () => {
    const { id: userId } = await userOf(await signIn());
    const admin = await signInAsAdmin();
    const { id: adminId } = await userOf(admin);
    const input = { userId, reason };
    const response = await admin.post("/api/trpc/admin.impersonate,admin.impersonate?batch=1", {
      0: input,
      1: input,
    });
    expect(await response.text()).toContain("once in a batch");
    expect(await impersonationsOf(userId, adminId)).toHaveLength(1);
    await admin.api.admin.stopImpersonating.mutate();
    expect(await impersonationsOf(userId, adminId)).toEqual([]);
    expect((await userOf(admin)).id).toBe(adminId);
  });

  it.each([
    ["signs out", (b: Browser) => b.post("/api/auth/sign-out", {})],
    ["ends all other sessions", (b: Browser) => b.api.user.revokeOtherSessions.mutate()],
    [
      "ends one session",
      async (b: Browser) => {
        const other = (await b.api.user.sessions.query()).find(({ isCurrent }) => !isCurrent);
        return b.api.user.revokeSession.mutate({ sessionId: other?.id ?? "" });
      },
    ],
  ])("end when the admin %s in another browser", async (_name, act) => {
    const { admin, adminId, userId, target } = await impersonating();
    const account = await database.query.user.findFirst({ where: eq(user.id, adminId) });
    const elsewhere = await signIn(account?.email);
    await act(elsewhere);
    expect(await impersonationsOf(userId, adminId)).toEqual([]);
    await expect(admin.api.user.me.query()).rejects.toMatchObject(unauthorized);
    expect((await userOf(target)).id).toBe(userId);
    expect(await auditOf(userId)).toMatchObject([
      { action: "impersonation.start" },
      { action: "impersonation.stop", impersonatorId: adminId, metadata: { reason } },
    ]);
  });
});

describe("a platform admin", () => {
  it("bans somebody, who is signed out everywhere and can't come back, until unbanned", async () => {
    const admin = await signInAsAdmin();
    const person = await signIn();
    const { id: userId, email } = await userOf(person);
    await admin.api.admin.ban.mutate({ userId, reason: "Spam" });
    await expect(person.api.user.me.query()).rejects.toMatchObject(unauthorized);
    expect((await new Browser().post("/api/auth/dev/login", { email })).status).toBe(403);
    await admin.api.admin.unban.mutate({ userId });
    expect(await userOf(await signIn(email))).toMatchObject({ id: userId });
    expect((await auditOf(userId)).map(({ action }) => action)).toEqual(["user.ban", "user.unban"]);
  });

  it("can do nothing of it to themselves, or to nobody", async () => {
    const admin = await signInAsAdmin();
    const { id: self } = await userOf(admin);
    for (const [userId, code] of [
      [self, "BAD_REQUEST"],
      ["usr_none", "NOT_FOUND"],
    ] as const)
      for (const call of [
        () => admin.api.admin.ban.mutate({ userId, reason }),
        () => admin.api.admin.setRole.mutate({ userId, role: "user" }),
        () => admin.api.admin.revokeSessions.mutate({ userId }),
      ])
        await expect(call()).rejects.toMatchObject({ data: { code } });
    expect(await userOf(admin)).toMatchObject({ role: "admin" });
  });

  it("sees what the server knows of the request, but nothing to sign in with", async () => {
    const admin = await signInAsAdmin();
    const info = await admin.api.admin.sessionInfo.query();
    expect(info.cookies.map(({ name }) => name)).toContain("better-auth.session_token");
    const text = JSON.stringify(info);
    for (const value of admin.cookies.values()) expect(text).not.toContain(value);
  });
});
