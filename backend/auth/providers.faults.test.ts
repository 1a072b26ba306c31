import { afterEach, describe, expect, inject, it } from "vitest";
import {
  baseUrl,
  Browser,
  signIn,
  signInWithInstance,
  uniqueEmail,
} from "../../dev/testing/client.ts";
import { countRows } from "../../dev/testing/database.ts";
import { faultsAt } from "../../dev/testing/faults/control.ts";
import { FAULTS } from "../../dev/testing/faults/proxy.ts";
import {
  allowInSlack,
  chooseGoogleAccount,
  follow,
  isRevokedAtSlack,
  start,
} from "../../dev/testing/providers.ts";
import { slackId } from "../../dev/slack-sender/events.ts";

const faults = faultsAt(inject("faultControl"));
afterEach(async () => {
  for (const part of ["google", "slack", "database"] as const) await faults.mend(part);
});

/** After these nobody knows whether the provider did what it was asked. */
const AWAY = FAULTS.filter((kind) => kind !== "slow" && kind !== "say");

/** One of each sort, where it takes long to try them all. */
const WAYS = ["refuse", "hang", "garble", "error"] as const;

/** As long as the app waits for a provider here, and what a busy machine may add to it. */
const PATIENCE_MS = 6_000;

const startSignIn = async (browser: Browser, email: string) =>
  chooseGoogleAccount(
    await start(browser, "sign-in/social", {
      provider: "google",
      callbackURL: "/",
      errorCallbackURL: "/login",
    }),
    email,
  );

const connectGoogle = async (browser: Browser, email: string) =>
  chooseGoogleAccount(
    await start(browser, "integrations/link/google", { callbackURL: "/user/settings" }),
    email,
  );

async function installSlack(
  browser: Browser,
  scope: Awaited<ReturnType<typeof signInWithInstance>>["scope"],
) {
  const page = await start(browser, "integrations/link/slack-bot", { ...scope, callbackURL: "/c" });
  const team = { id: slackId("T"), name: "Globex" };
  return { team, ...(await allowInSlack(page, { team })) };
}

const accounts = (providerId: string, userEmail: string) =>
  countRows(
    "select count(*) from account join user on user.id = user_id where provider_id = ? and email = ?",
    [providerId, userEmail],
  );
const users = (email: string) => countRows("select count(*) from user where email = ?", [email]);

/** Nobody waits for ever. */
async function soon<T>(action: Promise<T>): Promise<T> {
  const started = Date.now();
  const result = await action;
  expect(Date.now() - started).toBeLessThan(PATIENCE_MS);
  return result;
}

describe.each(AWAY)("while Google's fault is: %s", (kind) => {
  it("signing in ends on the login page with the reason, and works when Google is back", async () => {
    const browser = new Browser();
    // The emulator knows these addresses alone.
    const email = "newcomer@example.com";
    const callback = await startSignIn(browser, email);
    const before = await users(email);
    await faults.strike("google", { kind });
    const end = await soon(follow(browser, callback));
    expect(end).toMatch(/^\/login\?error=(invalid_code|unable_to_get_user_info)$/);
    expect(await users(email)).toBe(before);
    expect((await browser.fetch("/api/trpc/user.me")).status).toBe(401);

    await faults.mend("google");
    expect(await follow(browser, await startSignIn(browser, email))).toBe("/");
    expect((await browser.fetch("/api/trpc/user.me")).status).toBe(200);
  });
});

it.each(WAYS)(
  "connecting Gmail while Google's fault is %s connects nothing, and says so",
  async (kind) => {
    const email = uniqueEmail();
    const browser = await signIn(email);
    const callback = await connectGoogle(browser, "spare-1@example.com");
    await faults.strike("google", { kind });
    expect(await soon(follow(browser, callback))).toBe("/user/settings?error=invalid_code");
    expect(await accounts("google-gmail", email)).toBe(0);
  },
);

// Of a revocation Google tells the status alone, so an odd answer with 200 is none to be told.
it.each(["refuse", "hang", "error"] as const)(
  "disconnecting Gmail while Google's fault is %s keeps it, says so, and works when Google is back",
  async (kind) => {
    const email = uniqueEmail();
    const browser = await signIn(email);
    const callback = await connectGoogle(browser, "spare-1@example.com");
    expect(await follow(browser, callback)).toBe("/user/settings?connected=google");
    await faults.strike("google", { kind });
    const refused = await soon(browser.post("/api/trpc/user.disconnectGoogle", {}));
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await refused.text()).toContain("still connected");
    expect(await accounts("google-gmail", email)).toBe(1);

    await faults.mend("google");
    await browser.api.user.disconnectGoogle.mutate();
    expect(await accounts("google-gmail", email)).toBe(0);
  },
);

describe.each(WAYS)("while Slack's fault is: %s", (kind) => {
  it("installing says so and links nothing; disconnecting keeps the link", async () => {
    const { owner, scope } = await signInWithInstance();
    const linked = async () => (await owner.api.instance.slackConnections.query(scope)).length;
    const first = await installSlack(owner, scope);
    await faults.strike("slack", { kind });
    expect(await soon(follow(owner, first.path))).toBe("/c?error=provider_error");
    expect(await linked()).toBe(0);

    await faults.mend("slack");
    const { path, token } = await installSlack(owner, scope);
    expect(await follow(owner, path)).toBe("/c?connected=slack-bot");
    const [connection] = await owner.api.instance.slackConnections.query(scope);
    const disconnect = () =>
      owner.post("/api/trpc/instance.disconnectSlack", {
        ...scope,
        accountId: connection?.accountId,
      });
    await faults.strike("slack", { kind });
    const refused = await soon(disconnect());
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await refused.text()).toContain("still connected");
    expect(await linked()).toBe(1);

    await faults.mend("slack");
    expect((await disconnect()).status).toBe(200);
    expect(await linked()).toBe(0);
    expect(await isRevokedAtSlack(token)).toBe(true);
  });
});

it("Google and Slack are waited for when they are slow", async () => {
  const { owner, scope } = await signInWithInstance();
  await faults.strike("slack", { kind: "slow" });
  await faults.strike("google", { kind: "slow" });
  expect(await follow(owner, (await installSlack(owner, scope)).path)).toContain("connected=");
  const browser = new Browser();
  expect(await follow(browser, await startSignIn(browser, "spare-2@example.com"))).toBe("/");
});

describe("coming back from a provider while the database is away", () => {
  it.each(["cut", "hang"] as const)("(%s) leads to a page that says so", async (kind) => {
    const { owner, scope } = await signInWithInstance();
    const newcomer = new Browser();
    const email = "spare-3@example.com";
    const paths = {
      signIn: await startSignIn(newcomer, email),
      gmail: await connectGoogle(owner, email),
      slack: (await installSlack(owner, scope)).path,
    };
    await faults.strike("database", { kind });
    const ends = [
      await soon(follow(newcomer, paths.signIn)),
      await soon(follow(owner, paths.gmail)),
      await soon(follow(owner, paths.slack)),
    ];
    expect(ends[0]).toMatch(/^\/login\?error=(unavailable|internal_server_error)$/);
    expect(ends.slice(1)).toEqual([
      "/user/settings?error=unavailable",
      "/user/settings?error=unavailable",
    ]);
    const login = await fetch(`${baseUrl}${ends[0]}`);
    expect(await login.text()).toContain("The database is away");

    await faults.mend("database");
    expect(await users(email)).toBe(0);
    // The state was not used up: going on is possible as well as starting anew.
    expect(await follow(owner, paths.gmail)).toContain("connected=");
    expect(await follow(owner, paths.slack)).toContain("connected=");
    await owner.api.user.disconnectGoogle.mutate();
  });

  it("a sign-in that is cut off half way makes no user without an account", async () => {
    const email = "spare-4@example.com";
    for (const matching of ["insert into .user", "insert into .account", '"query":"COMMIT']) {
      const browser = new Browser();
      const callback = await startSignIn(browser, email);
      await faults.strike("database", { kind: "cut", matching, times: 1 });
      expect(await follow(browser, callback)).toMatch(/^\/login\?error=/);
      await faults.mend("database");
      expect(await users(email)).toBe(0);
    }
    const browser = new Browser();
    expect(await follow(browser, await startSignIn(browser, email))).toBe("/");
    expect(await accounts("google", email)).toBe(1);
  });
});
