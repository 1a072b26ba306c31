import { signIn, signInAsAdmin, userOf } from "../dev/testing/client.ts";
import { expect, signInWithInstance, test, useSession } from "./fixtures.ts";

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
