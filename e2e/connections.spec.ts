import type { Page } from "@playwright/test";
import { signIn, signInAsAdmin, userOf } from "../dev/testing/client.ts";
import { awaitingReact, expect, signInWithInstance, test, useSession } from "./fixtures.ts";

// The round trips to Google and Slack as a person makes them, on the emulators' own pages. What else can
// go wrong in them is tried over HTTP, beside the code.

const MISMATCH = "That was started in another browser or session, or too long ago.";

const callbackOf = (page: Page) =>
  page.waitForRequest((request) => request.url().includes("/api/auth/integrations/callback/"));

/** Where the provider's page was asked to lead back to, with an answer of one's own. */
function answer(providerPage: string, params: Record<string, string>) {
  const url = new URL(providerPage);
  const back = new URL(url.searchParams.get("redirect_uri") ?? "");
  back.search = String(
    new URLSearchParams({ ...params, state: url.searchParams.get("state") ?? "" }),
  );
  return back.href;
}

test("signing in with Google can be cancelled, and works afterwards", async ({ page }) => {
  await page.goto("/login?redirectTo=/new-organization");
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await page.waitForURL(/\/o\/oauth2\/v2\/auth/);
  await page.goto(answer(page.url(), { error: "access_denied" }));
  await expect(page.getByRole("alert")).toContainText("You cancelled the sign-in at Google.");
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await page.getByRole("button", { name: /spare-4@example.com/ }).click();
  await expect(page).toHaveURL(/\/new-organization$/);
});

test("a sign-in that was started in one browser does not end in another", async ({
  page,
  browser,
}) => {
  await page.goto("/login");
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await page.waitForURL(/\/o\/oauth2\/v2\/auth/);
  const other = await (await browser.newContext()).newPage();
  await other.goto(answer(page.url(), { code: "x" }));
  await expect(other.getByRole("alert")).toContainText("That sign-in was started somewhere else");
});

test("Gmail is connected, the callback opened again does no harm, and it is disconnected", async ({
  page,
  login,
}) => {
  await login();
  await page.goto("/user/settings");
  await page.getByRole("button", { name: "Connect Gmail" }).click();
  await page.waitForURL(/\/o\/oauth2\/v2\/auth/);
  await page.goto(answer(page.url(), { error: "access_denied" }));
  await expect(page.getByText("You cancelled it, so nothing was connected.")).toBeVisible();

  await page.getByRole("button", { name: "Connect Gmail" }).click();
  const callback = callbackOf(page);
  await page.getByRole("button", { name: /spare-5@example.com/ }).click();
  await expect(page.getByText("Gmail is connected.")).toBeVisible();
  await expect(page.getByText("spare-5@example.com")).toBeVisible();
  await expect(
    page.getByText(/May send mail as you and read and change your calendar/),
  ).toBeVisible();

  await page.goto((await callback).url());
  await expect(page.getByText(MISMATCH)).toBeVisible();
  await expect(page.getByText("spare-5@example.com")).toBeVisible();

  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.getByRole("button", { name: "Disconnect Gmail" }).click();
  await expect(page.getByRole("button", { name: "Connect Gmail" })).toBeVisible();
});

test("Slack is installed for an instance from two tabs at once, and disconnected", async ({
  page,
  context,
  browser,
}) => {
  const { owner, scope } = await signInWithInstance();
  await useSession(context, owner);
  const connectors = `/${scope.organizationSlug}/connectors`;
  const tab = awaitingReact(await context.newPage());
  for (const one of [page, tab]) {
    await one.goto(connectors);
    await one.getByRole("button", { name: "Install Slack" }).click();
    await one.waitForURL(/\/oauth\/v2\/authorize/);
  }
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(answer(page.url(), { code: "x" }));
  await expect(stranger).toHaveURL(/\/login/);

  for (const one of [page, tab]) {
    await one.getByRole("button", { name: /owner@example.com/ }).click();
    await expect(
      one.getByRole("button", { name: "Disconnect Acme from production" }),
    ).toBeVisible();
  }
  await page.reload();
  await expect(page.getByRole("button", { name: /^Disconnect/ })).toHaveCount(1);
  await page.getByRole("button", { name: /^Disconnect/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByText("Not connected to Slack.")).toBeVisible();

  await page.getByRole("button", { name: "Install Slack" }).click();
  await page.waitForURL(/\/oauth\/v2\/authorize/);
  await page.goto(answer(page.url(), { error: "access_denied" }));
  await expect(page).toHaveURL(new RegExp(connectors));
  await expect(page.getByText("You cancelled it, so nothing was connected.")).toBeVisible();
});

test("a person sees where they are signed in, and signs out one of the other browsers", async ({
  page,
  login,
}) => {
  const email = await login();
  const elsewhere = await signIn(email);
  await page.goto("/user/settings");
  const sessions = page.getByRole("listitem");
  await expect(sessions).toHaveCount(2);
  await expect(sessions.filter({ hasText: "This browser" })).toHaveCount(1);
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(sessions).toHaveCount(1);
  await expect(userOf(elsewhere)).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
});

test("an account is deleted by typing its email", async ({ page, login }) => {
  const email = await login();
  await page.goto("/user/settings");
  await page.getByRole("button", { name: "Delete account" }).click();
  await page.getByRole("alertdialog").getByRole("textbox").fill(email);
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete account" }).click();
  await expect(page).toHaveURL(/\/login/);
});

test("an admin who acts as somebody sees so on every page, and stops", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  const { id: userId, email } = await userOf(owner);
  const admin = await signInAsAdmin();
  await admin.api.admin.impersonate.mutate({ userId, reason: "A support case" });
  await useSession(context, admin);
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  const banner = page.getByRole("region", { name: "Impersonation" });
  await expect(banner).toContainText(`(${email}), reason: A support case, ends in`);
  await page.goto(`/${scope.organizationSlug}/connectors`);
  await banner.getByRole("button", { name: "Stop impersonating" }).click();
  // It was not begun in this browser, so there is no page of the admin's to go back to.
  await expect(page).toHaveURL(/\/admin$/);
  await expect(banner).toBeHidden();
});
