import { and, eq, like } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { Browser, env, signIn, userOf } from "../../dev/testing/client.ts";
import { database } from "../../dev/testing/database.ts";
import { chooseGoogleAccount, follow, start, worksAtGoogle } from "../../dev/testing/providers.ts";
import { account, user, verification } from "../db/schema.ts";
import { decryptStored } from "../../dev/testing/tokens.ts";

// The emulated Google has few accounts, and one belongs to one user at a time: the tests of this file
// run one after the other and leave none behind.

const ACCOUNTS = ["spare-1@example.com", "spare-2@example.com", "spare-3@example.com"] as const;
const [ADA, BEN, CLEO] = ACCOUNTS;
const END = "/user/settings";
const CONNECTED = `${END}?connected=google`;
const GMAIL = [
  "https://www.googleapis.com/auth/gmail.send",
  "https://www.googleapis.com/auth/calendar",
];

const keyOf = (email: string) => `emulated:${email}`;
const rowOf = (email: string) =>
  database.query.account.findFirst({
    where: and(eq(account.providerId, "google"), eq(account.accountId, keyOf(email))),
  });

afterEach(async () => {
  for (const email of ACCOUNTS) {
    await database.delete(account).where(eq(account.accountId, keyOf(email)));
    await database.delete(user).where(eq(user.email, email));
  }
});

const beginSignIn = (browser: Browser) =>
  start(browser, "sign-in/social", { provider: "google", callbackURL: "/new-organization" });

async function signInWithGoogle(email: string) {
  const browser = new Browser();
  const end = await follow(browser, await chooseGoogleAccount(await beginSignIn(browser), email));
  return { browser, end };
}

const begin = (browser: Browser) =>
  start(browser, "integrations/link/google", { callbackURL: END });

async function connect(browser: Browser, email: string) {
  return follow(browser, await chooseGoogleAccount(await begin(browser), email));
}

/** Whether Google still takes the refresh token of a stored row. */
const works = async (row: { refreshToken: string | null } | undefined) =>
  worksAtGoogle(await decryptStored(row?.refreshToken ?? ""), {
    id: env.GOOGLE_CLIENT_ID,
    secret: env.GOOGLE_CLIENT_SECRET,
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
    expect(await userOf(browser)).toMatchObject({ email: ADA, name: "Spare Account 1" });
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

describe("connecting Gmail", () => {
  it("asks for offline access to Gmail and the calendar, with PKCE", async () => {
    const page = await begin(await signIn());
    expect(page.searchParams.get("scope")?.split(" ")).toEqual(expect.arrayContaining(GMAIL));
    expect(page.searchParams.get("access_type")).toBe("offline");
    expect(page.searchParams.get("prompt")).toContain("consent");
    expect(page.searchParams.get("code_challenge_method")).toBe("S256");
  });

  it("says which account, which scopes, and whether there is a refresh token, and no token", async () => {
    const { browser } = await signInWithGoogle(ADA);
    expect(await browser.api.user.connections.query()).toEqual({ google: null });
    expect(await connect(browser, ADA)).toBe(CONNECTED);
    const { google } = await browser.api.user.connections.query();
    expect(google).toMatchObject({ email: ADA, hasRefreshToken: true });
    expect(google?.scopes).toEqual(expect.arrayContaining(GMAIL));
    expect(JSON.stringify(google)).not.toMatch(/google_|eyJ/);
    const row = await rowOf(ADA);
    for (const token of [row?.accessToken, row?.refreshToken, row?.idToken])
      expect(token).toMatch(/^\$ba\$\d+\$[0-9a-f]{40,}$/);
  });

  it("takes another Google account than the login's, and one at a time", async () => {
    const { browser } = await signInWithGoogle(ADA);
    await connect(browser, BEN);
    const first = await rowOf(BEN);
    expect(await browser.api.user.connections.query()).toMatchObject({ google: { email: BEN } });
    expect(await userOf(browser)).toMatchObject({ email: ADA });
    await connect(browser, CLEO);
    expect(await browser.api.user.connections.query()).toMatchObject({ google: { email: CLEO } });
    expect(await rowOf(BEN)).toBeUndefined();
    expect(await works(first)).toBe(false);
    expect(await works(await rowOf(CLEO))).toBe(true);
  });

  it("refuses an account that belongs to another user, who keeps it", async () => {
    const { browser: ben } = await signInWithGoogle(BEN);
    await connect(ben, BEN);
    const { browser } = await signInWithGoogle(ADA);
    expect(await connect(browser, BEN)).toBe(`${END}?error=account_of_other_user`);
    expect(await browser.api.user.connections.query()).toEqual({ google: null });
    expect(await ben.api.user.connections.query()).toMatchObject({ google: { email: BEN } });
  });

  it("keeps its grant and tokens through a later plain sign-in", async () => {
    const { browser } = await signInWithGoogle(ADA);
    await connect(browser, ADA);
    const before = await rowOf(ADA);
    const { browser: later } = await signInWithGoogle(ADA);
    const after = await rowOf(ADA);
    expect(after).toMatchObject({
      scope: before?.scope,
      refreshToken: before?.refreshToken,
      accessToken: before?.accessToken,
    });
    expect(await later.api.user.connections.query()).toMatchObject({
      google: { hasRefreshToken: true },
    });
  });

  it("is taken back at Google and forgotten, and signing in goes on working", async () => {
    const { browser } = await signInWithGoogle(ADA);
    await connect(browser, ADA);
    const before = await rowOf(ADA);
    expect(await works(before)).toBe(true);
    expect(await browser.api.user.disconnectGoogle.mutate()).toEqual({ disconnected: true });
    expect(await works(before)).toBe(false);
    expect(await rowOf(ADA)).toMatchObject({
      accessToken: null,
      refreshToken: null,
      idToken: null,
      scope: "openid,email,profile",
    });
    expect(await browser.api.user.connections.query()).toEqual({ google: null });
    expect(await browser.api.user.disconnectGoogle.mutate()).toEqual({ disconnected: false });
    const again = await signInWithGoogle(ADA);
    expect((await userOf(again.browser)).id).toBe((await userOf(browser)).id);
  });

  it("forgets an account that only was connected altogether", async () => {
    const { browser } = await signInWithGoogle(ADA);
    await connect(browser, BEN);
    await browser.api.user.disconnectGoogle.mutate();
    expect(await rowOf(BEN)).toBeUndefined();
  });

  it("is cancelled, replayed, opened elsewhere and opened twice without harm", async () => {
    const browser = await signIn();
    const mismatch = `${END}?error=state_mismatch`;
    const cancelled = (await begin(browser)).searchParams.get("state");
    const callback = "/api/auth/integrations/callback/google";
    expect(await follow(browser, `${callback}?state=${cancelled}&error=access_denied`)).toBe(
      `${END}?error=access_denied`,
    );
    expect(await follow(browser, `${callback}?state=${cancelled}&code=x`)).toBe(mismatch);
    expect(await follow(browser, `${callback}?state=unknown&code=x`)).toBe(mismatch);
    expect(await follow(browser, callback)).toBe(mismatch);

    const page = await begin(browser);
    const [path, second] = await Promise.all([
      chooseGoogleAccount(page, ADA),
      chooseGoogleAccount(page, ADA),
    ]);
    expect(await follow(await signIn((await userOf(browser)).email), path)).toBe(mismatch);
    expect(await follow(new Browser(), path)).toBe(mismatch);
    const ends = await Promise.all([follow(browser, path), follow(browser, second)]);
    expect(ends.sort()).toEqual([CONNECTED, mismatch]);
    expect(await follow(browser, path)).toBe(mismatch);
  });

  it("is over after ten minutes, and unknown to the other flows", async () => {
    const browser = await signIn();
    const page = await begin(browser);
    const state = page.searchParams.get("state") ?? "";
    for (const other of ["callback/google", "integrations/callback/slack-bot"])
      expect(await follow(browser, `/api/auth/${other}?state=${state}&code=x`)).toContain(
        "error=state_mismatch",
      );
    await database
      .update(verification)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(like(verification.identifier, `%${state}`));
    expect(await follow(browser, await chooseGoogleAccount(page, ADA))).toBe(
      `${END}?error=state_mismatch`,
    );
  });

  it("fails with the reason when somebody unticks what is needed", async () => {
    const browser = await signIn();
    const page = await begin(browser);
    page.searchParams.set("scope", "openid email profile");
    expect(await follow(browser, await chooseGoogleAccount(page, ADA))).toBe(
      `${END}?error=missing_scopes`,
    );
    expect(await rowOf(ADA)).toBeUndefined();
  });
});
