import { expect, signInWithInstance, test, useSession } from "./fixtures.ts";

// The counters begin anew with each minute, perhaps just before the click: then all of it is done again.

const MESSAGE = "That was a lot at once. Please wait a moment and try again.";

test("who signs in too often is asked to wait", async ({ page }) => {
  const address = `203.0.113.${Math.floor(Math.random() * 256)}`;
  await page.setExtraHTTPHeaders({ "cf-connecting-ip": address });
  const tooMany = Array.from({ length: 61 }, (_, i) => i);
  await expect(async () => {
    await page.goto("/login");
    await Promise.all(
      tooMany.map(() =>
        page.request.post("/api/auth/dev/login", {
          data: {},
          headers: { "cf-connecting-ip": address },
        }),
      ),
    );
    await page.getByRole("button", { name: "Continue with Google" }).click();
    await expect(page.getByText(MESSAGE)).toBeVisible();
  }).toPass();
});

test("who changes too much at once is asked to wait, and the change is taken back", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  await owner.api.machine.create.mutate({ ...scope, name: "worker-1", type: "daytona" });
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);

  const input = { organizationSlug: "none", instanceSlug: "none", machineId: "none" };
  const paths = Array<string>(20).fill("machine.archive");
  const inputs = Object.fromEntries(paths.map((_, i) => [i, input]));
  const row = page.getByRole("row", { name: /worker-1/ });
  await expect(async () => {
    for (let sent = 0; sent <= 600; sent += 20)
      await owner.post(`/api/trpc/${paths.join(",")}?batch=1`, inputs);
    await row.getByRole("button", { name: /^(Archive|Restore) worker-1$/ }).click();
    await expect(page.getByText(MESSAGE)).toBeVisible();
  }).toPass();
  const [machine] = await owner.api.machine.list.query(scope);
  await expect(row).toContainText(machine?.state ?? "");
});

test("who sends too large a body hears that, each of many at once", async ({ page }) => {
  await page.goto("/login");
  const statuses = await page.evaluate(async () => {
    const body = "x".repeat(2 * 1024 * 1024);
    const headers = { "content-type": "application/json" };
    const send = async () =>
      (await fetch("/api/auth/sign-out", { method: "POST", headers, body })).status;
    return Promise.all(Array.from({ length: 10 }, send));
  });
  expect(statuses).toEqual(Array(10).fill(413));
});
