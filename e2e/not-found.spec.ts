import { expect, signInWithInstance, test } from "./fixtures.ts";

test("an unknown organization, and one that is somebody else's, are the same 404 page", async ({
  page,
  login,
}) => {
  const { scope } = await signInWithInstance();
  await login();
  for (const path of [
    "/no-such-organization",
    `/${scope.organizationSlug}`,
    `/${scope.organizationSlug}/${scope.instanceSlug}`,
  ]) {
    const response = await page.goto(path);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  }
});
