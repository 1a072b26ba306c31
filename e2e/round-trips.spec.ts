import type { BrowserContext, Page } from "@playwright/test";
import { like, or, sql } from "drizzle-orm";
import { verification } from "../backend/db/schema.ts";
import { database } from "../dev/testing/database.ts";
import { signIn, userOf } from "../dev/testing/client.ts";
import {
  awaitingReact,
  expect,
  signInWithInstance,
  test,
  UNREACHABLE,
  useSession as giveSession,
  whileUnreachable,
} from "./fixtures.ts";

// The three round trips to Google and Slack as a person makes them, on the emulators' own pages, and
// everything that may happen on the way. More of it is tried over HTTP, beside the code.

interface RoundTrip {
  name: string;
  /** @returns the path it starts from, and who may: undefined for anybody. */
  prepare: (context: BrowserContext) => Promise<{ path: string; email?: string }>;
  button: string;
  /** What is asked of the server to begin it. */
  beginning: string;
  provider: RegExp;
  /** Whom to choose on the provider's page. */
  account: RegExp;
  /** What is seen afterwards. */
  isDone: (page: Page) => Promise<void>;
  cancelled: string;
  mismatch: RegExp;
  /** What becomes of the first of two that were begun in one browser. */
  isFirstOfTwo: (page: Page) => Promise<void>;
  /** How the callback of one that is over answers its own browser: as it did the first time. */
  isOpenedAgain: (page: Page) => Promise<void>;
}

const CANCELLED = "You cancelled it, so nothing was connected.";
const MISMATCH = /That was started in another browser or session, or too long ago/;
const SIGN_IN_MISMATCH = /That sign-in was started somewhere else, or too long ago/;

/** What somebody sees who signed in before they had an organization. */
const AT_HOME = "Create your first organization";

const ROUND_TRIPS: RoundTrip[] = [
  {
    name: "signing in with Google",
    prepare: () => Promise.resolve({ path: "/login?redirectTo=/new-organization" }),
    button: "Continue with Google",
    beginning: "**/api/auth/sign-in/social",
    provider: /\/o\/oauth2\/v2\/auth/,
    account: /spare-4@example.com/,
    isDone: (page) => expect(page).toHaveURL(/\/new-organization$/),
    cancelled: "You cancelled the sign-in at Google.",
    mismatch: SIGN_IN_MISMATCH,
    isFirstOfTwo: (page) => expect(page).toHaveURL(/\/new-organization$/),
    // The person is signed in, so there is nothing left to say.
    isOpenedAgain: (page) => expect(page.getByText(AT_HOME)).toBeVisible(),
  },
  {
    name: "connecting Gmail",
    prepare: async (context) => {
      const person = await signIn();
      await giveSession(context, person);
      return { path: "/user/settings", email: (await userOf(person)).email };
    },
    button: "Connect Gmail",
    beginning: "**/api/auth/integrations/link/google",
    provider: /\/o\/oauth2\/v2\/auth/,
    account: /spare-5@example.com/,
    isDone: async (page) => {
      await expect(page.getByText("Gmail is connected.")).toBeVisible();
      await expect(page.getByText("spare-5@example.com")).toBeVisible();
      await page.getByRole("button", { name: "Disconnect" }).click();
      await disconnect(page, "user.disconnectGoogle", "Disconnect Gmail");
      await expect(page.getByRole("button", { name: "Connect Gmail" })).toBeVisible();
    },
    cancelled: CANCELLED,
    mismatch: MISMATCH,
    isFirstOfTwo: (page) => expect(page.getByText("Gmail is connected.")).toBeVisible(),
    isOpenedAgain: (page) => expect(page.getByText("Gmail is connected.")).toBeVisible(),
  },
  {
    name: "installing the Slack bot",
    prepare: async (context) => {
      const { owner, scope } = await signInWithInstance();
      await giveSession(context, owner);
      const { email } = await userOf(owner);
      return { path: `/${scope.organizationSlug}/connectors`, email };
    },
    button: "Install Slack",
    beginning: "**/api/auth/integrations/link/slack-bot",
    provider: /\/oauth\/v2\/authorize/,
    account: /owner@example.com/,
    isDone: async (page) => {
      await expect(page.getByText("Slack is connected.")).toBeVisible();
      await page.getByRole("button", { name: "Disconnect Acme from production" }).click();
      await disconnect(page, "instance.disconnectSlack", "Disconnect");
      await expect(page.getByText("Not connected to Slack.")).toBeVisible();
    },
    cancelled: CANCELLED,
    mismatch: MISMATCH,
    isFirstOfTwo: (page) => expect(page.getByText("Slack is connected.")).toBeVisible(),
    isOpenedAgain: (page) => expect(page.getByText("Slack is connected.")).toBeVisible(),
  },
];

/** Confirms the question, first without a network. */
async function disconnect(page: Page, procedure: string, button: string) {
  const question = page.getByRole("alertdialog");
  const confirm = question.getByRole("button", { name: button });
  await whileUnreachable(page, `**/api/trpc/${procedure}**`, async () => {
    await confirm.click();
    await expect(question.getByRole("alert")).toContainText(UNREACHABLE);
  });
  await confirm.click();
  await expect(question).toBeHidden();
}

/** Where the provider's page was asked to lead back to, with an answer of one's own. */
function answer(providerPage: string, params: Record<string, string>) {
  const url = new URL(providerPage);
  const back = new URL(url.searchParams.get("redirect_uri") ?? "");
  back.search = String(new URLSearchParams({ ...params, state: stateOf(providerPage) }));
  return back.href;
}

/** Lets the time of a round trip pass. Better Auth keeps its own state's in the value. */
const expire = (state: string) =>
  database
    .update(verification)
    .set({
      expiresAt: new Date(Date.now() - 1000),
      value: sql`json_set(${verification.value}, '$.expiresAt', 1)`,
    })
    .where(or(like(verification.identifier, `%${state}`), like(verification.value, `%${state}%`)));

const stateOf = (providerPage: string) => new URL(providerPage).searchParams.get("state") ?? "";

for (const { name, prepare, button, beginning, provider, account, ...sees } of ROUND_TRIPS) {
  const begin = async (page: Page, path: string) => {
    await page.goto(path);
    await page.getByRole("button", { name: button }).click();
    await page.waitForURL(provider);
  };

  test(`${name} can be cancelled, and begun again in two tabs`, async ({ page, context }) => {
    const { path } = await prepare(context);
    await page.goto(path);
    await whileUnreachable(page, beginning, async () => {
      await page.getByRole("button", { name: button }).click();
      await expect(page.getByText(UNREACHABLE)).toBeVisible();
    });
    await begin(page, path);
    await page.goto(answer(page.url(), { error: "access_denied" }));
    await expect(page.getByText(sees.cancelled)).toBeVisible();

    const tab = awaitingReact(await context.newPage());
    await begin(page, path);
    await begin(tab, path);
    await page.getByRole("button", { name: account }).click();
    await sees.isFirstOfTwo(page);
    const callback = tab.waitForRequest((request) => request.url().includes("/callback/"));
    await tab.getByRole("button", { name: account }).click();
    await sees.isDone(tab);

    // Somebody opens the address again, from the browser's history.
    await tab.goto((await callback).url());
    await sees.isOpenedAgain(tab);
  });

  test(`${name} does not end in another browser, nor after its time`, async ({
    page,
    context,
    browser,
  }) => {
    const { path, email } = await prepare(context);
    await begin(page, path);
    const elsewhere = await browser.newContext();
    if (email) await giveSession(elsewhere, await signIn(email));
    const other = await elsewhere.newPage();
    await other.goto(answer(page.url(), { code: "x" }));
    await expect(other.getByText(sees.mismatch)).toBeVisible();
    await elsewhere.close();

    await expire(stateOf(page.url()));
    await page.getByRole("button", { name: account }).click();
    await expect(page.getByText(sees.mismatch)).toBeVisible();
  });
}
