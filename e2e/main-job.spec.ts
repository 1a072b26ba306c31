import { expect, signInWithInstance, test, useSession } from "./fixtures.ts";

test("a newcomer signs in with Google and runs a machine from its creation to its end", async ({
  page,
}) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/login/);
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await page.getByRole("button", { name: /newcomer@example.com/ }).click();

  await page.getByRole("link", { name: "Create organization" }).click();
  await page.getByLabel("Name").fill("Nora's Café 🚀");
  await page.getByRole("button", { name: "Create organization" }).click();

  await expect(page.getByRole("heading", { name: "Create your first instance" })).toBeVisible();
  await page.getByRole("button", { name: "Create instance" }).click();
  await page.getByLabel("Name").fill("production");
  await page.getByRole("dialog").getByRole("button", { name: "Create instance" }).click();

  await expect(page.getByRole("heading", { name: "Create your first machine" })).toBeVisible();
  await expect(page).toHaveTitle("Machines · production · Nora's Café 🚀");
  await expect(page).toHaveURL(/\/noras-cafe-[a-z0-9]{6}\/production-[a-z0-9]{6}$/);
  await page.getByRole("button", { name: "Create machine" }).click();
  await page.getByLabel("Name").fill("worker-1");
  await page.getByRole("dialog").getByRole("button", { name: "Create machine" }).click();

  const row = page.getByRole("row", { name: /worker-1/ });
  await expect(row).toContainText("started");
  await row.getByRole("button", { name: "Archive worker-1" }).click();
  await expect(row).toContainText("archived");
  await page.reload();
  await expect(row).toContainText("archived");
  await row.getByRole("button", { name: "Restore worker-1" }).click();
  await expect(row).toContainText("started");

  await row.getByRole("button", { name: "Delete worker-1" }).click();
  await page.getByRole("button", { name: "Delete machine" }).click();
  await expect(page.getByRole("heading", { name: "Create your first machine" })).toBeVisible();

  await page.getByRole("button", { name: /account menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/login$/);
  await page.goto("/");
  await expect(page).toHaveURL(/\/login\?/);
});

test("the server renders the machines, and the browser does not ask for them again", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  await owner.api.machine.create.mutate({ ...scope, name: "rendered-1", type: "daytona" });
  await useSession(context, owner);

  const calls: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/trpc")) calls.push(request.url());
  });
  const response = await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  expect(await response?.text()).toContain("rendered-1");
  await page.waitForLoadState("networkidle");
  await expect(page.getByRole("row", { name: /rendered-1/ })).toBeVisible();
  expect(calls).toEqual([]);
});
