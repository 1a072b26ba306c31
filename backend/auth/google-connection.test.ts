import { and, eq, like } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { Browser, env, signIn, userOf } from "../../dev/testing/client.ts";
import { UNVERIFIED_GOOGLE_ACCOUNT } from "../../dev/people.ts";
import { database } from "../../dev/testing/database.ts";
import {
  chooseGoogleAccount,
  follow,
  isAccountOf,
  signInWithGoogle,
  start,
  worksAtGoogle,
} from "../../dev/testing/providers.ts";
import { account, session, user, verification } from "../db/schema.ts";
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
    where: and(eq(account.providerId, "google-gmail"), eq(account.accountId, keyOf(email))),
  });

afterEach(async () => {
  for (const email of ACCOUNTS) {
    await database.delete(account).where(isAccountOf(email));
    await database.delete(user).where(eq(user.email, email));
  }
});

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

  it("is no way to sign in: a connected account signs in as a user of its own", async () => {
    const { browser: ada } = await signInWithGoogle(ADA);
    expect(await connect(ada, BEN)).toBe(CONNECTED);
    const { browser: ben } = await signInWithGoogle(BEN);
    expect(await userOf(ben)).toMatchObject({ email: BEN });
    expect((await userOf(ben)).id).not.toBe((await userOf(ada)).id);
    // Each goes on: the grant, also when it is renewed, and the sign-in.
    expect(await connect(ada, BEN)).toBe(CONNECTED);
    const again = await signInWithGoogle(BEN);
    expect((await userOf(again.browser)).id).toBe((await userOf(ben)).id);
    expect(await again.browser.api.user.connections.query()).toEqual({ google: null });
  });

  it("takes a recent sign-in", async () => {
    const browser = await signIn();
    const { id } = await userOf(browser);
    const createdAt = new Date(Date.now() - 16 * 60 * 1000);
    await database.update(session).set({ createdAt }).where(eq(session.userId, id));
    const response = await browser.post("/api/auth/integrations/link/google", { callbackURL: END });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "SIGN_IN_AGAIN" });
  });

  it("does not take an address that Google has not verified", async () => {
    const { email } = UNVERIFIED_GOOGLE_ACCOUNT;
    expect(await connect(await signIn(), email)).toBe(`${END}?error=email_not_verified`);
    expect(await rowOf(email)).toBeUndefined();
  });

  it("keeps its grant and tokens through a later plain sign-in", async () => {
    const { browser } = await signInWithGoogle(ADA);
    await connect(browser, ADA);
    const before = await rowOf(ADA);
    const { browser: later } = await signInWithGoogle(ADA);
    expect(await rowOf(ADA)).toEqual(before);
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
    expect(await rowOf(ADA)).toBeUndefined();
    expect(await browser.api.user.connections.query()).toEqual({ google: null });
    expect(await browser.api.user.disconnectGoogle.mutate()).toEqual({ disconnected: false });
    const again = await signInWithGoogle(ADA);
    expect((await userOf(again.browser)).id).toBe((await userOf(browser)).id);
  });

  it("is cancelled, replayed, opened elsewhere and opened twice without harm", async () => {
    const browser = await signIn();
    const mismatch = `${END}?error=state_mismatch`;
    const denied = `${END}?error=access_denied`;
    const cancelled = (await begin(browser)).searchParams.get("state");
    const callback = "/api/auth/integrations/callback/google";
    expect(await follow(browser, `${callback}?state=${cancelled}&error=access_denied`)).toBe(
      denied,
    );
    // However often a callback is opened, it says how the round trip ended.
    expect(await follow(browser, `${callback}?state=${cancelled}&code=x`)).toBe(denied);
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
    expect(ends).toEqual([CONNECTED, CONNECTED]);
    expect(await follow(browser, path)).toBe(CONNECTED);
    expect(await follow(new Browser(), path)).toBe(mismatch);
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
