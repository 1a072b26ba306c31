import { signInAsAdmin } from "../dev/testing/client.ts";
import { expect, signInWithInstance, test, useSession } from "./fixtures.ts";

// A search field always shows the search of its list.

test("the machines' field follows its buttons, tabs and Back", async ({ page, context }) => {
  const { owner, scope } = await signInWithInstance();
  for (const name of ["alpha", "beta"])
    await owner.api.machine.create.mutate({ ...scope, name, type: "daytona" });
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  const field = page.getByLabel("Search machines");
  const rows = page.locator("tbody tr");

  await field.pressSequentially("zzz");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(field).toHaveValue("");
  await expect(rows).toHaveCount(2);

  await field.pressSequentially("alpha");
  await expect(rows).toHaveCount(1);
  await page.getByRole("link", { name: "Machines" }).click();
  await expect(field).toHaveValue("");
  await expect(rows).toHaveCount(2);
  await page.goBack();
  await expect(field).toHaveValue("alpha");
  await expect(rows).toHaveCount(1);
});

test("the admin area's fields follow its tabs and buttons", async ({ page, context }) => {
  await useSession(context, await signInAsAdmin());
  await page.goto("/admin");
  const field = page.getByLabel("Search by name, email or ID");
  await field.fill("nobody-is-like-this");
  await expect(page.getByText("Nothing found")).toBeVisible();
  await page.getByRole("link", { name: "Users", exact: true }).click();
  await expect(field).toHaveValue("");
  await expect(page.getByText("Nothing found")).toBeHidden();

  await page.goto("/admin/audit");
  const actor = page.getByLabel("Actor");
  await actor.fill("not looked for yet");
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await expect(actor).toHaveValue("");
});
