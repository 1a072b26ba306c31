import { expect, signInWithInstance, test, useSession } from "./fixtures.ts";

test("an unknown organization, and one that is somebody else's, are the same 404 page, as is an unknown page", async ({
  page,
  context,
  login,
}) => {
  const { owner, scope } = await signInWithInstance();
  const instance = `/${scope.organizationSlug}/${scope.instanceSlug}`;
  const expectNothingAt = async (path: string) => {
    const response = await page.goto(path);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
    await expect(page).toHaveTitle("Not found · OS2");
  };
  await login();
  for (const path of ["/no-such-organization", `/${scope.organizationSlug}`, instance])
    await expectNothingAt(path);

  await useSession(context, owner);
  await expectNothingAt(`${instance}/no-such-page`);
  await expect(page.getByRole("navigation", { name: "Organization" })).toBeVisible();
});
