import { expect, signInWithInstance, test, uniqueEmail, UNREACHABLE } from "./fixtures.ts";

test("dev mode login creates the person and goes where they wanted to go", async ({ page }) => {
  const email = uniqueEmail("grace.hopper");
  await page.goto("/new-organization");
  await page.getByRole("button", { name: "Dev mode login" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Email").fill(email);
  await page.context().setOffline(true);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toContainText(UNREACHABLE);
  await page.context().setOffline(false);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/new-organization$/);

  await page.getByLabel("Name").fill("Acme");
  await page.context().setOffline(true);
  const create = page.getByRole("button", { name: "Create organization" });
  await create.click();
  await expect(page.getByRole("alert")).toContainText(UNREACHABLE);
  await page.context().setOffline(false);
  await create.click();
  await expect(page.getByRole("heading", { name: "Create your first instance" })).toBeVisible();
});

test("a deep link of somebody signed out comes back after signing in", async ({ page }) => {
  const { owner, scope } = await signInWithInstance();
  await owner.api.machine.create.mutate({ ...scope, name: "deep-1", type: "daytona" });
  const { user } = await owner.api.user.me.query();
  const path = `/${scope.organizationSlug}/${scope.instanceSlug}`;

  await page.goto(path);
  await expect(page).toHaveURL(/\/login\?redirectTo=/);
  await page.getByRole("button", { name: "Dev mode login" }).click();
  await page.getByLabel("Email").fill(user.email);
  await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  await expect(page.getByRole("row", { name: /deep-1/ })).toBeVisible();
});

for (const target of [
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/%09/evil.example",
])
  test(`a login link cannot lead to another site: ${target}`, async ({ page, login, baseURL }) => {
    await login();
    await page.goto(`/login?redirectTo=${encodeURIComponent(target)}`);
    expect(new URL(page.url()).origin).toBe(baseURL);
  });
