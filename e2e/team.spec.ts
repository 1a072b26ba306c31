import { signIn, userOf } from "../dev/testing/client.ts";
import { adminToBeDemoted, inviteInto } from "../dev/testing/team.ts";
import {
  awaitingReact,
  changePerson,
  expect,
  hold,
  signInWithInstance,
  test,
  uniqueEmail,
  UNREACHABLE,
  useSession,
  whileUnreachable,
} from "./fixtures.ts";

test("an owner invites somebody, takes that back, and removes a member, who is told", async ({
  page,
  context,
  browser,
}) => {
  const { owner, scope } = await signInWithInstance();
  const member = await inviteInto(owner, scope, "member");
  const { user } = await member.api.user.me.query();
  const team = `/${scope.organizationSlug}/team`;
  await using theirs = await browser.newContext();
  await useSession(theirs, member);
  const theirPage = awaitingReact(await theirs.newPage());
  const live = theirPage.waitForEvent("websocket");
  await theirPage.goto(team);
  await live;
  await expect(theirPage.getByRole("button", { name: "Invite" })).toBeHidden();

  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await useSession(context, owner);
  await page.goto(team);
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  const create = dialog.getByRole("button", { name: "Create invitation" });
  await dialog.getByLabel("Email").fill(user.email);
  await create.click();
  await expect(dialog).toContainText("is a member already");
  const email = uniqueEmail("grace.hopper");
  await dialog.getByLabel("Email").fill(email);
  await dialog.getByLabel("Role").selectOption("admin");
  await whileUnreachable(page, "**/api/trpc/organization.invite**", async () => {
    await create.click();
    await expect(dialog.getByRole("alert")).toContainText(UNREACHABLE);
  });
  await create.click();
  await expect(dialog.getByRole("heading", { name: "Invitation ready" })).toBeVisible();
  await dialog.getByRole("button", { name: /^Copy/ }).click();
  const [invitation] = await owner.api.organization.invitations.query(scope);
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(new RegExp(`/invitations/${invitation?.id}$`));
  await dialog.getByRole("button", { name: "Done" }).click();
  const invited = page.getByRole("listitem").filter({ hasText: email });
  await expect(invited).toContainText("Admin");

  const question = page.getByRole("alertdialog");
  /** Confirms what is asked, first without a network. */
  const confirm = async (procedure: string, name: string) => {
    const button = question.getByRole("button", { name });
    await whileUnreachable(page, `**/api/trpc/organization.${procedure}**`, async () => {
      await button.click();
      await expect(question.getByRole("alert")).toContainText(UNREACHABLE);
    });
    await button.click();
    await expect(question).toBeHidden();
  };
  await page.getByRole("button", { name: `Revoke the invitation for ${email}` }).click();
  await confirm("revokeInvitation", "Revoke invitation");
  await expect(invited).toBeHidden();
  await expect(page.getByText("Nobody is invited at the moment.")).toBeVisible();

  const row = page.getByRole("row").filter({ hasText: user.email });
  await row.getByRole("button", { name: `Remove ${user.name}` }).click();
  await confirm("removeMember", "Remove member");
  await expect(row).toBeHidden();
  await expect(
    theirPage.getByRole("heading", { name: "You are no longer a member" }),
  ).toBeVisible();
});

test("the last owner can't leave, a member can", async ({ page, context }) => {
  const { owner, scope } = await signInWithInstance();
  const leave = async () => {
    await page.goto(`/${scope.organizationSlug}/team`);
    await page.getByRole("button", { name: "Leave organization" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
  };
  await useSession(context, owner);
  await leave();
  await expect(page.getByRole("alertdialog").getByRole("alert")).toContainText("owner");
  const member = await inviteInto(owner, scope, "member");
  await changePerson(page, member);
  await leave();
  await expect(page.getByRole("heading", { name: "Create your first organization" })).toBeVisible();
});

test("the link of an invitation leads into the organization, through the login page", async ({
  page,
}) => {
  const { owner, scope } = await signInWithInstance();
  const email = uniqueEmail("grace.hopper");
  const { id } = await owner.api.organization.invite.mutate({ ...scope, email, role: "admin" });

  await page.goto(`/invitations/${id}`);
  await page.getByRole("button", { name: "Dev mode login" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Join Acme" })).toBeVisible();
  await expect(page.getByText(/invites you to join as an admin/)).toBeVisible();
  await whileUnreachable(page, "**/api/trpc/organization.acceptInvitation**", async () => {
    await page.getByRole("button", { name: "Accept" }).click();
    await expect(page.getByRole("alert")).toContainText(UNREACHABLE);
  });
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page).toHaveURL(new RegExp(`/${scope.organizationSlug}/${scope.instanceSlug}$`));

  await page.goto(`/invitations/${id}`);
  await expect(page.getByRole("heading", { name: "This invitation is not open" })).toBeVisible();
});

test("an invitation can be declined, and is not open in another tab any more", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  const email = uniqueEmail();
  const { id } = await owner.api.organization.invite.mutate({ ...scope, email, role: "member" });
  await useSession(context, await signIn(email));
  await page.goto("/");
  await page.getByRole("link", { name: "Join Acme" }).click();
  await expect(page).toHaveURL(`/invitations/${id}`);
  const tab = awaitingReact(await context.newPage());
  await tab.goto(`/invitations/${id}`);
  const decline = page.getByRole("button", { name: "Decline" });
  const answer = await hold(page, "**/api/trpc/organization.declineInvitation**");
  await decline.click();
  await expect(decline).toHaveAttribute("aria-busy", "true");
  answer();
  await expect(page.getByRole("heading", { name: "Create your first organization" })).toBeVisible();
  await tab.getByRole("button", { name: "Accept" }).click();
  await expect(tab.getByRole("heading", { name: "This invitation is not open" })).toBeVisible();
  expect(await owner.api.organization.invitations.query(scope)).toEqual([]);
});

test("an invitation that is revoked while its page is open can't be accepted, and the page says so", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  const email = uniqueEmail();
  const { id } = await owner.api.organization.invite.mutate({ ...scope, email, role: "member" });
  await useSession(context, await signIn(email));
  await page.goto(`/invitations/${id}`);
  await owner.api.organization.revokeInvitation.mutate({ ...scope, invitationId: id });
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("heading", { name: "This invitation is not open" })).toBeVisible();
});

test("an invitation is not open any more once its inviter is demoted, as its page and the team page say", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  const { admin, demote } = await adminToBeDemoted(owner, scope);
  const { name } = await userOf(admin);
  const email = uniqueEmail();
  const { id } = await admin.api.organization.invite.mutate({ ...scope, email, role: "admin" });
  await useSession(context, await signIn(email));
  await page.goto(`/invitations/${id}`);
  await demote();
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("heading", { name: "This invitation is not open" })).toBeVisible();
  await expect(page.getByText("may not invite you any more")).toBeVisible();

  await changePerson(page, owner);
  await page.goto(`/${scope.organizationSlug}/team`);
  const invited = page.getByRole("listitem").filter({ hasText: email });
  await expect(invited).toContainText(`Not open any more: ${name} may not give this role now.`);
  await expect(invited.getByRole("button", { name: /^Copy link/ })).toBeHidden();
});

test("an invitation of somebody else says whose it is, and offers nothing", async ({
  page,
  login,
}) => {
  const { owner, scope } = await signInWithInstance();
  const email = uniqueEmail();
  const { id } = await owner.api.organization.invite.mutate({ ...scope, email, role: "member" });
  await login();
  await page.goto(`/invitations/${id}`);
  await expect(page.getByText(email)).toBeVisible();
  await expect(page.getByRole("button", { name: "Accept" })).toBeHidden();
});

test("links with an organization's old address keep working", async ({ page, context }) => {
  const { owner, scope } = await signInWithInstance();
  const slug = `moved-${crypto.randomUUID().slice(0, 8)}`;
  await owner.api.organization.updateSlug.mutate({ ...scope, slug });
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}?from=mail#end`);
  await expect(page).toHaveURL(new RegExp(`/${slug}/${scope.instanceSlug}\\?from=mail(#end)?$`));
  await expect(page.getByRole("heading", { name: "Machines" })).toBeVisible();
});
