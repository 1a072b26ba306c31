import { SERVICE_TOKEN_HEADER } from "../backend/auth/service-token-header.ts";
import { Browser, env, signIn, signInAsAdmin, userOf } from "../dev/testing/client.ts";
import {
  awaitingReact,
  expect,
  layoutShift,
  refuse,
  signInWithInstance,
  test,
  UNREACHABLE,
  UNSEEN_SHIFT,
  useSession,
  whileUnreachable,
} from "./fixtures.ts";
import { signedInAnHourAgo, signInAgain } from "./sign-in-again.ts";

test("a person sees where they are signed in, and signs out one of the other browsers", async ({
  page,
  context,
  login,
}) => {
  const email = await login();
  const elsewhere = await signIn(email);
  const tab = awaitingReact(await context.newPage());
  await tab.goto("/user/settings");
  await page.goto("/user/settings");
  const sessions = page.getByRole("main").getByRole("listitem");
  await expect(sessions).toHaveCount(2);
  await expect(sessions.filter({ hasText: "This browser" })).toHaveCount(1);
  expect(await layoutShift(page)).toBeLessThan(UNSEEN_SHIFT);

  const signOut = page.getByRole("button", { name: "Sign out", exact: true });
  const dialog = page.getByRole("alertdialog", { name: "Sign out this session?" });
  await signOut.click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  expect(await userOf(elsewhere)).toMatchObject({ email });

  await signOut.click();
  const confirm = dialog.getByRole("button", { name: "Sign out" });
  await whileUnreachable(page, /user\.revokeSession/, async () => {
    await confirm.click();
    await expect(dialog.getByRole("alert")).toContainText(UNREACHABLE);
  });
  await confirm.click();
  await expect(sessions).toHaveCount(1);
  await expect(dialog).toBeHidden();
  // The button that had it is gone.
  await expect(page.getByRole("main")).toBeFocused();
  await expect(userOf(elsewhere)).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });

  // Another tab did not hear of it.
  await tab.getByRole("button", { name: "Sign out everywhere else" }).click();
  await tab
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Sign out/ })
    .click();
  await expect(tab.getByRole("alertdialog")).toBeHidden();
  await expect(tab.getByRole("main").getByRole("listitem")).toHaveCount(1);
});

test.describe("settings that can't be loaded", () => {
  // React reports what an error page was shown for.
  test.use({ expectedProblem: /TRPCClientError/ });

  test("keep their frame, and are asked for again by a button", async ({ page, login }) => {
    await login();
    await page.goto("/new-organization");
    const connections = /\/api\/trpc\/[^?]*user\.connections/;
    await page.route(connections, refuse);
    await page.getByRole("button", { name: /account menu/ }).click();
    await page.getByRole("menuitem", { name: "Settings" }).click();
    await expect(page.getByRole("heading", { name: "That did not work" })).toBeVisible();
    await expect(page.getByRole("button", { name: /account menu/ })).toBeVisible();
    await page.unroute(connections);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { name: "Your settings" })).toBeVisible();
  });
});

test("a session that a service made says so", async ({ page, login }) => {
  const email = await login();
  await new Browser().post(
    "/api/auth/service-auth/session",
    { email },
    { [SERVICE_TOKEN_HEADER]: env.SERVICE_AUTH_TOKEN },
  );
  await page.goto("/user/settings");
  await expect(
    page.getByRole("main").getByRole("listitem").filter({ hasText: "Service" }),
  ).toBeVisible();
});

test("who signed in long ago does so again at Google before they end sessions", async ({
  page,
  login,
}) => {
  const email = await login("spare-6@example.com");
  const elsewhere = await signIn(email);
  await signedInAnHourAgo(elsewhere);
  await page.goto("/user/settings");
  const signOutElsewhere = async () => {
    await page.getByRole("button", { name: "Sign out everywhere else" }).click();
    const dialog = page.getByRole("alertdialog", { name: "Sign out everywhere else?" });
    await dialog.getByRole("button", { name: "Sign out everywhere else" }).click();
  };
  await signOutElsewhere();
  await page.getByRole("button", { name: "Sign in again with Google" }).click();
  await page.waitForURL(/\/o\/oauth2\/v2\/auth/);
  await page.getByRole("button", { name: email }).click();
  await expect(page).toHaveURL("/user/settings");
  await signOutElsewhere();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
  await expect(userOf(elsewhere)).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
});

test("who signed in long ago does so again before they delete their account", async ({
  page,
  login,
}) => {
  const email = await login();
  await signedInAnHourAgo(await signIn(email));
  await page.goto("/user/settings");
  const remove = async () => {
    await page.getByRole("button", { name: "Delete account" }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("textbox").fill(email);
    await dialog.getByRole("button", { name: "Delete account" }).click();
  };
  await remove();
  await signInAgain(page, email);
  // The dialog is still there, with the address typed.
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete account" }).click();
  await expect(page).toHaveURL(/\/login/);
});

test("an account is deleted by typing its email", async ({ page, login }) => {
  const email = await login();
  await page.goto("/user/settings");
  await page.getByRole("button", { name: "Delete account" }).click();
  await page.getByRole("alertdialog").getByRole("textbox").fill(email);
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete account" }).click();
  await expect(page).toHaveURL(/\/login/);
});

test("an account is deleted once no organization has it as its only owner", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  const { email } = await userOf(owner);
  await owner.api.machine.create.mutate({ ...scope, name: "worker-1", type: "daytona" });
  await useSession(context, owner);
  await page.goto("/user/settings");
  const section = page.getByRole("listitem").filter({ hasText: "Acme" });
  await expect(section).toContainText("1 member, 1 instance, 1 machine");
  await expect(page.getByRole("button", { name: "Delete account" })).toBeHidden();

  await page.getByRole("link", { name: "Settings of Acme" }).click();
  await page.getByRole("button", { name: "Delete organization" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("textbox").fill("Acme");
  await dialog.getByRole("button", { name: "Delete organization" }).click();
  await expect(page).toHaveURL("/");

  // Another tab makes one while the question is open.
  await page.goto("/user/settings");
  await page.getByRole("button", { name: "Delete account" }).click();
  await owner.api.organization.create.mutate({ name: "Initech" });
  await dialog.getByRole("textbox").fill(email);
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await expect(page.getByRole("link", { name: "Settings of Initech" })).toBeVisible();
  await expect(dialog).toBeHidden();
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
