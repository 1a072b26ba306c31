import { signIn, signInAsAdmin, signInWithInstance, userOf } from "../dev/testing/client.ts";
import { inviteInto } from "../dev/testing/team.ts";
import { expect, test, useSession } from "./fixtures.ts";
import { signedInAnHourAgo, signInAgain } from "./sign-in-again.ts";

// A change that is hard to undo takes a recent sign-in. The page offers one over whatever was begun, which then goes on.

test("an owner signs in again before they make another and delete the organization", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  const member = await userOf(await inviteInto(owner, scope, "member"));
  const { email } = await userOf(owner);
  await signedInAnHourAgo(owner);
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/team`);
  const role = page.getByRole("row").filter({ hasText: member.email }).getByRole("combobox");
  await role.selectOption("owner");
  await signInAgain(page, email);
  await expect(role).toHaveValue("member");
  await role.selectOption("owner");
  await expect(role).toHaveValue("owner");

  await signedInAnHourAgo(await signIn(email));
  await page.goto(`/${scope.organizationSlug}/settings`);
  await page.getByRole("button", { name: "Delete organization" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("textbox").fill("Acme");
  await dialog.getByRole("button", { name: "Delete organization" }).click();
  await signInAgain(page, email);
  await expect(dialog).not.toContainText("sign in again");
  await dialog.getByRole("button", { name: "Delete organization" }).click();
  await expect(page).not.toHaveURL(/settings/);
});

test("an owner signs in again before they invite another", async ({ page, context }) => {
  const { owner, scope } = await signInWithInstance();
  const { email } = await userOf(owner);
  await signedInAnHourAgo(owner);
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/team`);
  await page.getByRole("button", { name: "Invite" }).first().click();
  const dialog = page.getByRole("dialog", { name: /Invite to/ });
  await dialog.getByLabel("Email").fill("ada@example.com");
  await dialog.getByLabel("Role").selectOption("owner");
  await dialog.getByRole("button", { name: "Create invitation" }).click();
  await signInAgain(page, email);
  await dialog.getByRole("button", { name: "Create invitation" }).click();
  await expect(page.getByRole("dialog", { name: "Invitation ready" })).toBeVisible();
});

for (const { what, item, dialog, button } of [
  {
    what: "act as a person",
    item: "Impersonate…",
    dialog: /Act as/,
    button: "Impersonate",
  },
  {
    what: "move a Google account",
    item: "Move Google account…",
    dialog: /another Google account/,
    button: "Move Google account",
  },
])
  test(`a platform admin signs in again before they ${what}`, async ({ page, context }) => {
    const person = await userOf(await signIn());
    const admin = await signInAsAdmin();
    const { email } = await userOf(admin);
    await signedInAnHourAgo(admin);
    await useSession(context, admin);
    await page.goto(`/admin?q=${person.email}`);
    await page.getByRole("button", { name: `Actions for ${person.name}` }).click();
    await page.getByRole("menuitem", { name: item }).click();
    const asked = page.getByRole("dialog", { name: dialog });
    await asked.getByLabel("Reason").fill("They asked for it");
    await asked.getByRole("button", { name: button }).click();
    await signInAgain(page, email);
    await asked.getByRole("button", { name: button }).click();
    await expect(asked).toBeHidden();
  });

test("a person signs in again before they connect Slack or Gmail", async ({ page, context }) => {
  const { owner, scope } = await signInWithInstance();
  const { email } = await userOf(owner);
  await signedInAnHourAgo(owner);
  await useSession(context, owner);
  const leavesFor = async (button: string, where: RegExp) => {
    await page.getByRole("button", { name: button }).click();
    await signInAgain(page, email);
    await expect(page.getByRole("listitem").filter({ hasText: "sign in again" })).toHaveCount(0);
    await page.getByRole("button", { name: button }).click();
    await page.waitForURL(where);
  };
  await page.goto(`/${scope.organizationSlug}/connectors`);
  await leavesFor("Install Slack", /oauth\/v2\/authorize/);
  await signedInAnHourAgo(await signIn(email));
  await page.goto("/user/settings");
  await leavesFor("Connect Gmail", /\/o\/oauth2\/v2\/auth/);
});

test("who is refused at Google is told whom to ask, also while signed in", async ({
  page,
  login,
}) => {
  await page.goto("/login?error=another_google_account");
  await expect(page.getByRole("alert")).toContainText("Ask a platform admin");
  const email = await login();
  await page.goto("/login?error=another_google_account&redirectTo=/user/settings");
  await expect(page.getByRole("alert")).toContainText("Ask a platform admin");
  await page.getByRole("link", { name: `Go on as ${email}` }).click();
  await expect(page.getByRole("heading", { name: "Your settings" })).toBeVisible();
  await page.goto("/login?error=email_not_verified");
  await expect(page.getByRole("alert")).toContainText("Google has not verified");
});
