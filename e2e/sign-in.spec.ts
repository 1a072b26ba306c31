import { expect, signInWithInstance, test, uniqueEmail } from "./fixtures.ts";

test("dev mode login creates the person and goes where they wanted to go", async ({ page }) => {
  const email = uniqueEmail("grace.hopper");
  await page.goto("/new-organization");
  await page.getByRole("button", { name: "Dev mode login" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/new-organization$/);
  await expect(page.getByRole("heading", { name: "New organization" })).toBeVisible();
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
