import { signIn } from "../dev/testing/client.ts";
import { expect, signInWithInstance, test, uniqueEmail, useSession } from "./fixtures.ts";

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
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page).toHaveURL(new RegExp(`/${scope.organizationSlug}/${scope.instanceSlug}$`));

  await page.goto(`/invitations/${id}`);
  await expect(page.getByRole("heading", { name: "This invitation is not open" })).toBeVisible();
});

test("an invitation can be declined", async ({ page, context }) => {
  const { owner, scope } = await signInWithInstance();
  const email = uniqueEmail();
  const { id } = await owner.api.organization.invite.mutate({ ...scope, email, role: "member" });
  await useSession(context, await signIn(email));
  await page.goto(`/invitations/${id}`);
  await page.getByRole("button", { name: "Decline" }).click();
  await expect(page.getByRole("heading", { name: "Create your first organization" })).toBeVisible();
  expect(await owner.api.organization.invitations.query(scope)).toEqual([]);
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
