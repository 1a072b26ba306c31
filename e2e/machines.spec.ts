import { expect, hold, signInWithInstance, test, useSession } from "./fixtures.ts";

async function withMachines(...names: string[]) {
  const { owner, scope } = await signInWithInstance();
  for (const name of names)
    await owner.api.machine.create.mutate({ ...scope, name, type: "daytona" });
  return { owner, scope, address: `/${scope.organizationSlug}/${scope.instanceSlug}` };
}

test("several machines are found, selected, archived and deleted at once", async ({
  page,
  context,
}) => {
  const { owner, address } = await withMachines("api-1", "worker-1", "worker-2", "worker-3");
  await useSession(context, owner);
  await page.goto(address);
  await page.getByRole("searchbox", { name: "Search machines" }).fill("worker");
  await expect(page.getByRole("row", { name: /api-1/ })).toBeHidden();
  await expect(page).toHaveURL(/q=worker/);

  await page.getByRole("checkbox", { name: "Select all machines" }).check();
  await page.getByRole("checkbox", { name: "Select worker-2" }).uncheck();
  const toolbar = page.getByRole("toolbar", { name: "Selected machines" });
  await expect(toolbar).toContainText("2 selected");
  await toolbar.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByRole("row", { name: /worker-1/ })).toContainText("archived");
  await expect(page.getByRole("row", { name: /worker-3/ })).toContainText("archived");
  await expect(page.getByRole("row", { name: /worker-2/ })).toContainText("started");

  await toolbar.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("worker-3 and worker-1");
  await page.getByRole("button", { name: "Delete 2 machines" }).click();
  await expect(page.getByRole("row", { name: /worker-1/ })).toBeHidden();
  await expect(page.getByRole("row", { name: /worker-2/ })).toBeVisible();

  await page.reload();
  await expect(page.getByRole("searchbox", { name: "Search machines" })).toHaveValue("worker");
  await expect(page.getByRole("row", { name: /worker-/ })).toHaveCount(1);
});

test("a change that the server refuses is taken back, with its reason", async ({
  page,
  context,
}) => {
  const { owner, scope, address } = await withMachines("one", "two");
  await useSession(context, owner);
  await page.goto(address);
  const [two] = await owner.api.machine.list.query(scope);
  // Somebody else takes the name in the moment between this person's look and their press.
  await page.route("**/api/trpc/machine.rename**", async (route) => {
    await owner.api.machine.rename.mutate({ ...scope, machineId: two?.id ?? "", name: "three" });
    await route.continue();
  });
  await page.getByRole("button", { name: "More actions for one" }).click();
  await page.getByRole("menuitem", { name: "Rename…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("three");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByText("There already is a machine named “three”.")).toBeVisible();
  await expect(page.getByRole("row", { name: /^Select one/ })).toBeVisible();
});

test("without a network a change is taken back, and works when it is there again", async ({
  page,
  context,
}) => {
  const { owner, address } = await withMachines("one");
  await useSession(context, owner);
  await page.goto(address);
  const row = page.getByRole("row", { name: /one/ });
  await row.getByRole("button", { name: "Archive one" }).click();
  await expect(row).toContainText("archived");

  await context.setOffline(true);
  await row.getByRole("button", { name: "Restore one" }).click();
  await expect(page.getByText("The server could not be reached.")).toBeVisible();
  await expect(row).toContainText("archived");
  await expect(page.getByText("You are offline.")).toBeVisible();

  await context.setOffline(false);
  await row.getByRole("button", { name: "Restore one" }).click();
  await expect(row).toContainText("started");
});

test.describe("a page that fails", () => {
  // React reports what an error page was shown for.
  test.use({ expectedProblem: /TRPCClientError: Failed to fetch/ });

  test("keeps its frame, and can be tried again", async ({ page, context }) => {
    const { owner, scope, address } = await withMachines("one");
    await useSession(context, owner);
    await page.goto(`/${scope.organizationSlug}/settings`);
    await page.route("**/api/trpc/machine.list**", (route) => route.abort());
    await page.getByRole("link", { name: "production" }).first().click();
    await expect(page.getByRole("heading", { name: "That did not work" })).toBeVisible({
      timeout: 15_000,
    });
    await expect(page.getByText("The server could not be reached.")).toBeVisible();
    await expect(page.getByRole("link", { name: "Team" })).toBeVisible();
    await page.unroute("**/api/trpc/machine.list**");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("row", { name: /one/ })).toBeVisible();
    await expect(page).toHaveURL(address);
  });
});

test("on a slow network the shape of the list is there at once, and a visited page without waiting", async ({
  page,
  context,
}) => {
  const { owner, scope } = await withMachines("one");
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/settings`);
  const answer = await hold(page, "**/api/trpc/machine.list**");
  await page.getByRole("link", { name: "production" }).first().click();
  await expect(page.getByText("Loading…")).toBeAttached();
  const shape = await page.locator("tbody tr").first().boundingBox();
  answer();
  await expect(page.getByRole("row", { name: /one/ })).toBeVisible();
  // What has come stands where its shape stood.
  const { x, y } = shape ?? {};
  expect(await page.locator("tbody tr").first().boundingBox()).toMatchObject({ x, y });

  const calls: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/trpc")) calls.push(request.url());
  });
  await page.getByRole("navigation", { name: "Organization" }).getByText("Settings").click();
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "production" }).first().click();
  await expect(page.getByRole("row", { name: /one/ })).toBeVisible();
  expect(calls).toEqual([]);
});

test("theme and sidebar are as they were left, from the first byte", async ({ page, context }) => {
  const { owner, address } = await withMachines("one");
  await useSession(context, owner);
  await page.goto(address);
  await page.getByRole("button", { name: /account menu/ }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveClass("dark");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Collapse sidebar" }).click();
  await expect(page.getByRole("button", { name: "Expand sidebar" })).toBeVisible();
  const html = await (await page.request.get(address)).text();
  expect(html).toMatch(/<html[^>]* class="dark"/);
  expect(html).toContain('data-collapsed="true"');
  await page.goto("/");
  await expect(page).toHaveURL(address);
});
