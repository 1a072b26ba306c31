import {
  expect,
  signInWithInstance,
  test,
  UNREACHABLE,
  useSession,
  whileUnreachable,
} from "./fixtures.ts";

test("an organization gets another name and address, and is deleted by typing its name", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  await useSession(context, owner);
  const old = `/${scope.organizationSlug}/settings`;
  await page.goto(old);
  const alert = page.getByRole("alert");
  await page.getByLabel("Name").fill("Acme Rockets");
  await whileUnreachable(page, "**/api/trpc/organization.update**", async () => {
    await page.getByRole("button", { name: "Save name" }).click();
    await expect(alert).toContainText(UNREACHABLE);
    await expect(page.getByLabel("Name")).toHaveValue("Acme Rockets");
  });
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(alert).toBeHidden();
  await expect(page).toHaveTitle("Settings · Acme Rockets");
  await expect(
    page.getByRole("button", { name: /Acme Rockets.*switch organization/ }),
  ).toBeVisible();

  await page.getByLabel("URL slug").fill("Not a slug!");
  await page.getByRole("button", { name: "Change slug" }).click();
  await expect(page.getByText("Please use only the letters a to z")).toBeVisible();
  const { scope: other } = await signInWithInstance();
  await page.getByLabel("URL slug").fill(other.organizationSlug);
  await page.getByRole("button", { name: "Change slug" }).click();
  await expect(page.getByText("is taken")).toBeVisible();
  const slug = `rockets-${Date.now().toString(36)}`;
  await page.getByLabel("URL slug").fill(slug);
  await page.getByRole("button", { name: "Change slug" }).click();
  await expect(page).toHaveURL(`/${slug}/settings`);
  await page.goto(old);
  await expect(page).toHaveURL(`/${slug}/settings`);
  await page.getByRole("button", { name: "Copy slug" }).click();
  await expect(page.getByText("Slug copied.")).toBeVisible();

  await page.getByRole("button", { name: "Delete organization" }).click();
  const confirm = page
    .getByRole("alertdialog")
    .getByRole("button", { name: "Delete organization" });
  await expect(confirm).toBeDisabled();
  const typed = page.getByRole("alertdialog").getByRole("textbox");
  await typed.fill("Acme Rockets");
  await whileUnreachable(page, "**/api/trpc/organization.delete**", async () => {
    await confirm.click();
    await expect(page.getByRole("alertdialog")).toContainText(UNREACHABLE);
    await expect(typed).toHaveValue("Acme Rockets");
  });
  // Opened anew, the dialog has forgotten that.
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Delete organization" }).click();
  await expect(confirm).toBeDisabled();
  await expect(page.getByRole("alertdialog")).not.toContainText(UNREACHABLE);
  await typed.fill("Acme Rockets");
  await confirm.click();
  await expect(page.getByRole("heading", { name: "Create your first organization" })).toBeVisible();
});

test("leaving a form with changes asks first", async ({ page, context }) => {
  const { owner, scope } = await signInWithInstance();
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/settings`);
  await page.getByLabel("Name").fill("Half way");
  await page.getByRole("link", { name: "Team" }).click();
  const question = page.getByRole("alertdialog", { name: "Discard what you typed?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByLabel("Name")).toHaveValue("Half way");
  await page.getByRole("link", { name: "Team" }).click();
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByRole("heading", { name: "Team", level: 1 })).toBeVisible();

  // A dialog asks when it is closed too, however that is done, once something was typed into it.
  const invite = page.getByRole("button", { name: "Invite" });
  const dialog = page.getByRole("dialog");
  await invite.click();
  await expect(dialog.getByLabel("Email")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await invite.click();
  await dialog.getByLabel("Email").fill("ada@");
  const ways = [
    () => dialog.getByRole("button", { name: "Close" }).click(),
    () => page.mouse.click(5, 5),
    () => page.goBack(),
    () => dialog.getByLabel("Email").press("Escape"),
  ];
  for (const close of ways) {
    await close();
    await question.getByRole("button", { name: "Cancel" }).click();
    await expect(question).toBeHidden();
    await expect(dialog.getByLabel("Email")).toHaveValue("ada@");
  }
  await expect(dialog.getByLabel("Email")).toBeFocused();
  await page.keyboard.press("Escape");
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(dialog).toBeHidden();
  await expect(invite).toBeFocused();
});

test("an instance is renamed and deleted", async ({ page, context }) => {
  const { owner, scope } = await signInWithInstance();
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}/settings`);
  await page.getByLabel("Name").fill("live");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page).toHaveTitle("Settings · live · Acme");
  await page.getByRole("button", { name: "Delete instance" }).click();
  await page.getByRole("alertdialog").getByRole("textbox").fill("live");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete instance" }).click();
  await expect(page.getByRole("heading", { name: "Create your first instance" })).toBeVisible();
});

test("a person changes their name", async ({ page, context }) => {
  const { owner } = await signInWithInstance();
  await useSession(context, owner);
  await page.goto("/user/settings");
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("button", { name: "Ada Lovelace: account menu" })).toBeVisible();
});
