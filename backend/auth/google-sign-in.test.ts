import { and, eq, like } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { Browser, signIn, signInAsAdmin, userOf } from "../../dev/testing/client.ts";
import { database } from "../../dev/testing/database.ts";
import {
  beginSignIn,
  chooseGoogleAccount,
  follow,
  isAccountOf,
  signInWithGoogle,
} from "../../dev/testing/providers.ts";
import { LONG_GOOGLE_ACCOUNT, UNVERIFIED_GOOGLE_ACCOUNT } from "../../dev/people.ts";
import { decryptStored } from "../../dev/testing/tokens.ts";
import { account, auditLog, user, verification } from "../db/schema.ts";

// The emulated Google has few accounts, and its `sub` is the address: the tests of this file run one after
// the other, leave no account behind, and let a person's `sub` change in the database.

const ACCOUNTS = ["spare-7@example.com", "spare-8@example.com"] as const;
const [ADA, BEN] = ACCOUNTS;

const keyOf = (email: string) => `emulated:${email}`;
const rowOf = (email: string) =>
  database.query.account.findFirst({
    where: and(eq(account.providerId, "google"), eq(account.accountId, keyOf(email))),
  });

/** From now on the account that `email` had at Google is another one. */
const changeSubject = (email: string, accountId: string) =>
  database
    .update(account)
    .set({ accountId })
    .where(eq(account.accountId, keyOf(email)));

const auditOf = (target: string) =>
  database.query.auditLog.findMany({
    where: eq(auditLog.target, target),
    orderBy: (row, { asc }) => asc(row.id),
    columns: { action: true, actorId: true, metadata: true },
  });

afterEach(async () => {
  for (const email of [...ACCOUNTS, UNVERIFIED_GOOGLE_ACCOUNT.email, LONG_GOOGLE_ACCOUNT.email]) {
    await database.delete(account).where(isAccountOf(email));
    await database.delete(user).where(eq(user.email, email));
  }
});

describe("signing in with Google", () => {
  it("asks for who somebody is, with PKCE, and makes the user", async () => {
    const page = await beginSignIn(new Browser());
    expect(page.searchParams.get("scope")?.split(" ").sort()).toEqual([
      "email",
      "openid",
      "profile",
    ]);
    expect(page.searchParams.get("code_challenge_method")).toBe("S256");
    const { browser, end } = await signInWithGoogle(ADA);
    expect(end).toBe("/new-organization");
    expect(await userOf(browser)).toMatchObject({ email: ADA, name: "Spare Account 7" });
    const again = await signInWithGoogle(ADA);
    expect((await userOf(again.browser)).id).toBe((await userOf(browser)).id);
  });

  it("stores no token in plain text", async () => {
    await signInWithGoogle(ADA);
    const row = await rowOf(ADA);
    for (const token of [row?.accessToken, row?.refreshToken, row?.idToken]) {
      expect(token).toMatch(/^\$ba\$\d+\$[0-9a-f]{40,}$/);
      expect(await decryptStored(token ?? "")).toMatch(/^(google_|eyJ)/);
    }
  });

  it("keeps a name that somebody gave themselves", async () => {
    const { browser } = await signInWithGoogle(ADA);
    await browser.api.user.updateProfile.mutate({ name: "Ada, Countess of Lovelace" });
    const again = await signInWithGoogle(ADA);
    expect(await userOf(again.browser)).toMatchObject({ name: "Ada, Countess of Lovelace" });
  });

  it.each([
    ["cancelled", (state: string) => `state=${state}&error=access_denied`, "access_denied"],
    ["answered with a code of nobody", (state: string) => `state=${state}&code=x`, "invalid_code"],
    ["answered for no state", () => "code=x", "state_not_found"],
    ["answered for an unknown state", () => "code=x&state=y", "state_mismatch"],
  ])("leads back to the login page when it was %s", async (_name, query, error) => {
    const browser = new Browser();
    const state = (await beginSignIn(browser)).searchParams.get("state") ?? "";
    const end = await follow(browser, `/api/auth/callback/google?${query(state)}`);
    expect(end).toMatch(new RegExp(`^/login\\?.*error=${error}`));
    await expect(userOf(browser)).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
  });

  it("works once for each start, and in the browser that started it", async () => {
    const browser = new Browser();
    const page = await beginSignIn(browser);
    const path = await chooseGoogleAccount(page, ADA);
    expect(await follow(new Browser(), path)).toContain("error=state_mismatch");
    expect(await follow(browser, path)).toBe("/new-organization");
    const replay = new Browser();
    for (const [name, value] of browser.cookies) replay.cookies.set(name, value);
    expect(await follow(replay, path)).toContain("error=state_mismatch");
  });

  it("works in two tabs at once, the first started being the last to end too", async () => {
    const browser = new Browser();
    const [first, second] = [await beginSignIn(browser), await beginSignIn(browser)];
    expect(await follow(browser, await chooseGoogleAccount(second, ADA))).toBe("/new-organization");
    expect(await follow(browser, await chooseGoogleAccount(first, ADA))).toBe("/new-organization");
    expect(await userOf(browser)).toMatchObject({ email: ADA });
    expect([...browser.cookies.keys()].join()).not.toContain("state");
  });

  it("signs in once when its callback is opened twice at the same moment", async () => {
    const browser = new Browser();
    const path = await chooseGoogleAccount(await beginSignIn(browser), ADA);
    const ends = await Promise.all([follow(browser, path), follow(browser, path)]);
    expect(ends.filter((end) => end === "/new-organization")).toHaveLength(1);
  });

  it("is over after ten minutes", async () => {
    const browser = new Browser();
    const page = await beginSignIn(browser);
    const state = page.searchParams.get("state") ?? "";
    const own = like(verification.identifier, `%${state}`);
    const [row] = await database.select().from(verification).where(own);
    expect(row?.identifier).toBe(`auth-state:${state}`);
    const value = (row?.value ?? "").replace(/"expiresAt":\d+/, `"expiresAt":${Date.now() - 1000}`);
    await database
      .update(verification)
      .set({ value, expiresAt: new Date(Date.now() - 1000) })
      .where(own);
    expect(await follow(browser, await chooseGoogleAccount(page, ADA))).toContain(
      "error=state_mismatch",
    );
  });

  it("is refused to a banned user, with the reason", async () => {
    await signInWithGoogle(ADA);
    await database.update(user).set({ banned: true }).where(eq(user.email, ADA));
    const { browser, end } = await signInWithGoogle(ADA);
    expect(end).toMatch(/^\/login\?.*error=BANNED_USER/);
    await expect(userOf(browser)).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
  });
});

describe("who a Google account is", () => {
  it("is a user that has not signed in with Google before, from the first sign-in on", async () => {
    const { id } = await userOf(await signIn(ADA));
    const { browser } = await signInWithGoogle(ADA);
    expect((await userOf(browser)).id).toBe(id);
    expect(await auditOf(id)).toEqual([
      { action: "user.linkGoogle", actorId: id, metadata: { subject: keyOf(ADA) } },
    ]);
  });

  it("is nobody when another account has had its address, until a platform admin moves that", async () => {
    const { browser: former } = await signInWithGoogle(ADA);
    const { id } = await userOf(former);
    await changeSubject(ADA, "emulated:former");
    const refused = await signInWithGoogle(ADA);
    expect(refused.end).toMatch(/^\/login\?.*error=another_google_account/);
    await expect(userOf(refused.browser)).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
    expect((await auditOf(id)).at(-1)).toEqual({
      action: "user.refuseGoogle",
      actorId: null,
      metadata: { subject: keyOf(ADA), email: ADA },
    });

    const admin = await signInAsAdmin();
    const reason = "Ada has a new account";
    await admin.api.admin.moveGoogleAccount.mutate({ userId: id, subject: keyOf(ADA), reason });
    await expect(userOf(former)).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
    expect((await userOf((await signInWithGoogle(ADA)).browser)).id).toBe(id);
    expect((await auditOf(id)).at(-1)).toMatchObject({
      action: "user.moveGoogle",
      actorId: (await userOf(admin)).id,
      metadata: {
        reason,
        before: { subjects: ["emulated:former"] },
        after: { subjects: [keyOf(ADA)] },
      },
    });
  });

  it("is moved to whichever account next has the address when no other is named", async () => {
    const { browser: former } = await signInWithGoogle(ADA);
    const { id } = await userOf(former);
    const { slug } = await former.api.organization.create.mutate({ name: "Acme" });
    await changeSubject(ADA, "emulated:former");
    const admin = await signInAsAdmin();
    const reason = "New account";
    await admin.api.admin.moveGoogleAccount.mutate({ userId: id, reason });
    const { browser } = await signInWithGoogle(ADA);
    expect((await userOf(browser)).id).toBe(id);
    // The organization's owners see who else may act as one of them from now on.
    const { items } = await browser.api.organization.auditLog.query({ organizationSlug: slug });
    expect(items).toMatchObject([
      { action: "user.moveGoogle", target: id, metadata: { reason } },
      { action: "organization.create" },
    ]);
    await browser.api.organization.delete.mutate({ organizationSlug: slug, confirmName: "Acme" });
  });

  it("is not moved from another user, nor by others", async () => {
    const { browser: ben } = await signInWithGoogle(BEN);
    const { id } = await userOf((await signInWithGoogle(ADA)).browser);
    const input = { userId: id, subject: keyOf(BEN), reason: "A mistake" };
    const admin = await signInAsAdmin();
    await expect(admin.api.admin.moveGoogleAccount.mutate(input)).rejects.toMatchObject({
      data: { code: "CONFLICT" },
    });
    // An id that is none would keep the person out.
    for (const subject of ["10\u200b8", "10 8", "1\u00008", "é"])
      await expect(
        admin.api.admin.moveGoogleAccount.mutate({ ...input, subject }),
      ).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
    expect((await userOf((await signInWithGoogle(ADA)).browser)).id).toBe(id);
    await expect(ben.api.admin.moveGoogleAccount.mutate(input)).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
  });

  it("stays when its address changes, and the user's address follows", async () => {
    const { id } = await userOf((await signInWithGoogle(ADA)).browser);
    await changeSubject(ADA, keyOf(BEN));
    const { browser } = await signInWithGoogle(BEN);
    expect(await userOf(browser)).toMatchObject({ id, email: BEN });
    expect((await auditOf(id)).at(-1)).toEqual({
      action: "user.changeEmail",
      actorId: id,
      metadata: { before: { email: ADA }, after: { email: BEN } },
    });
  });

  it("keeps the address it had when another user has the new one", async () => {
    await signIn(BEN);
    const { id } = await userOf((await signInWithGoogle(ADA)).browser);
    await changeSubject(ADA, keyOf(BEN));
    const { browser } = await signInWithGoogle(BEN);
    expect(await userOf(browser)).toMatchObject({ id, email: ADA });
  });

  it("makes no user and keeps none out while its address is not verified", async () => {
    const { email } = UNVERIFIED_GOOGLE_ACCOUNT;
    const refused = /^\/login\?.*error=email_not_verified/;
    expect((await signInWithGoogle(email)).end).toMatch(refused);
    expect(await database.query.user.findFirst({ where: eq(user.email, email) })).toBeUndefined();
    await signIn(email);
    expect((await signInWithGoogle(email)).end).toMatch(refused);
    expect(await rowOf(email)).toBeUndefined();
  });

  it("is let in whatever its name and picture are, which are cut", async () => {
    const { browser } = await signInWithGoogle(LONG_GOOGLE_ACCOUNT.email);
    const { name, image } = await userOf(browser);
    expect(name).toMatch(/^(Hubert Blaine ){5}/);
    expect(name.length).toBeLessThanOrEqual(100);
    expect(image).toBeNull();
  });

  it("is nobody when it is a Gmail connection of before, not yet moved", async () => {
    const { id: userId } = await userOf(await signIn());
    await database.insert(account).values({
      providerId: "google",
      accountId: keyOf(ADA),
      userId,
      metadata: { email: ADA, connected: true },
    });
    const { browser, end } = await signInWithGoogle(ADA);
    expect(end).toMatch(/^\/login\?.*error=connected_for_gmail/);
    await expect(userOf(browser)).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
  });
});
