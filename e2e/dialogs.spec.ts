import { expect, signInWithInstance, test, useSession } from "./fixtures.ts";

test.beforeEach(async ({ page, context }) => {
  const { owner, scope } = await signInWithInstance();
  await owner.api.machine.create.mutate({ ...scope, name: "worker-1", type: "daytona" });
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
});

test("a message over a dialog is closed without leaving the dialog", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "More actions for worker-1" }).click();
  await page.getByRole("menuitem", { name: "Copy name" }).click();
  const message = page.locator("[data-sonner-toast]");
  await expect(message).toContainText("copied");
  await page.getByRole("button", { name: "Create machine" }).click();
  const field = page.getByRole("dialog").getByLabel("Name");
  await field.fill("half typed");
  await message.click();
  await message.getByRole("button", { name: "Close toast" }).click();
  await expect(message).toHaveCount(0);
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expect(field).toHaveValue("half typed");
  await expect(field).toBeFocused();
});

test("the Escape that takes back an input method's conversion leaves the dialog open", async ({
  page,
}) => {
  await page.getByRole("button", { name: "Create machine" }).click();
  const field = page.getByRole("dialog").getByLabel("Name");
  await expect(field).toBeFocused();
  const devtools = await page.context().newCDPSession(page);
  const text = "さっぽろ";
  await devtools.send("Input.imeSetComposition", { text, selectionStart: 4, selectionEnd: 4 });
  // As macOS sends it; the protocol has no key of a composition.
  await field.dispatchEvent("keydown", { key: "Escape", isComposing: true });
  await expect(field).toHaveValue(text);
  await devtools.send("Input.insertText", { text });
  // It is not the page's own Escape, which asks before anything is lost.
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alertdialog")).toHaveCount(1);
});
