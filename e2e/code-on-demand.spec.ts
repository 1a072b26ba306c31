import type { Page } from "@playwright/test";
import { expect, signInWithInstance, test, UNREACHABLE, useSession } from "./fixtures.ts";

// Dialogs, menus and pages are code that is loaded when it is wanted: perhaps without a network, or after a deploy.

test.beforeEach(async ({ page, context }) => {
  const { owner, scope } = await signInWithInstance();
  await owner.api.machine.create.mutate({ ...scope, name: "worker-1", type: "daytona" });
  await useSession(context, owner);
  const live = page.waitForEvent("websocket");
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  await live;
});

/** As when the network is away. */
const loseCode = (page: Page) =>
  page.route("**/assets/*", (route) => route.abort("internetdisconnected"));

/** As after a deploy, which took the files of the page with it. */
const replaceCode = (page: Page) =>
  page.route("**/assets/*", (route) => route.fulfill({ status: 404, body: "404 Not Found" }));

test("a dialog that can't be loaded says so, and opens when the network is back", async ({
  page,
}) => {
  await loseCode(page);
  const create = page.getByRole("button", { name: "Create machine" });
  await create.click();
  await expect(page.getByRole("alert")).toContainText(UNREACHABLE);
  await page.getByRole("button", { name: "More actions for worker-1" }).click();
  await page.getByRole("alert").getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);

  await page.unroute("**/assets/*");
  await create.click();
  await page.getByRole("dialog").getByLabel("Name").fill("worker-2");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row", { name: /worker-2/ })).toContainText("started");
  await page.getByRole("button", { name: "More actions for worker-1" }).click();
  await page.getByRole("menuitem", { name: "Copy name" }).click();
  await expect(page.locator("[data-sonner-toast]")).toHaveCount(1);
});

test("a dialog that a deploy has replaced offers a reload", async ({ page }) => {
  await replaceCode(page);
  const create = page.getByRole("button", { name: "Create machine" });
  await create.click();
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("A new version of OS2 is out.");
  await page.unroute("**/assets/*");
  await alert.getByRole("button", { name: "Reload" }).click();
  await expect(alert).toHaveCount(0);
  await create.click();
  await expect(page.getByRole("dialog").getByLabel("Name")).toBeFocused();
});

test("a sign-in that a deploy has replaced offers a reload", async ({ page, context }) => {
  await page.goto("about:blank");
  await context.clearCookies();
  await page.goto("/login");
  await replaceCode(page);
  const google = page.getByRole("button", { name: "Continue with Google" });
  await google.click();
  await expect(page.getByRole("alert")).toContainText("A new version of OS2 is out.");
  await page.unroute("**/assets/*");
  await page.getByRole("alert").getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await google.click();
  await page.waitForURL(/\/o\/oauth2\/v2\/auth/);
});

test.describe("a page whose code", () => {
  // React reports what an error page was shown for.
  test.use({ expectedProblem: /Failed to fetch|OutdatedPageError/ });

  test("can't be loaded says so, and is loaded by its button", async ({ page }) => {
    await loseCode(page);
    await page.getByRole("link", { name: "Team" }).click();
    await expect(page.getByRole("heading", { name: "That did not work" })).toBeVisible();
    await page.unroute("**/assets/*");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { name: "Team", level: 1 })).toBeVisible();
  });

  test("a deploy has replaced offers a reload, which leads there", async ({ page }) => {
    await replaceCode(page);
    await page.getByRole("link", { name: "Team" }).click();
    await expect(page.getByRole("heading", { name: "A new version of OS2 is out" })).toBeVisible();
    await page.unroute("**/assets/*");
    await page.getByRole("button", { name: "Reload" }).click();
    await expect(page.getByRole("heading", { name: "Team", level: 1 })).toBeVisible();
  });
});

test("an address under /assets that is gone is not answered by a page", async ({ request }) => {
  const answer = await request.get("/assets/gone-ABCDEFGH.js", { maxRedirects: 0 });
  expect(answer.status()).toBe(404);
});
