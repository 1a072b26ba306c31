import type { BrowserContext, Page } from "@playwright/test";
import { signInWithWorkspace } from "../dev/testing/slack.ts";
import { adminToBeDemoted } from "../dev/testing/team.ts";
import {
  awaitingReact,
  expect,
  signInWithInstance,
  test,
  useSession as giveSession,
} from "./fixtures.ts";

/** Two tabs of one page, both live. */
async function twoTabs(context: BrowserContext, address: string) {
  const tabs = [awaitingReact(await context.newPage()), awaitingReact(await context.newPage())];
  const [one, other] = tabs;
  if (!one || !other) throw new Error("There are two.");
  for (const tab of tabs) {
    const live = tab.waitForEvent("websocket");
    await tab.goto(address);
    await live;
  }
  return { one, other };
}

test("a name that two tabs change is that of the last to save, who was told of the other's", async ({
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  await giveSession(context, owner);
  const { one, other } = await twoTabs(context, `/${scope.organizationSlug}/settings`);
  await one.getByLabel("Name").fill("Written first");
  await other.getByLabel("Name").fill("Saved first");
  await other.getByRole("button", { name: "Save name" }).click();
  await expect(other).toHaveTitle("Settings · Saved first");

  await expect(
    one.getByText("Somebody has changed this to “Saved first” meanwhile."),
  ).toBeVisible();
  await expect(one.getByLabel("Name")).toHaveValue("Written first");
  await one.getByRole("button", { name: "Save name" }).click();
  await expect(one).toHaveTitle("Settings · Written first");
  await expect(one.getByText("Somebody has changed this")).toBeHidden();
  // Untouched there since it was saved, so it follows.
  await expect(other).toHaveTitle("Settings · Written first");
  await expect(other.getByLabel("Name")).toHaveValue("Written first");
  await expect(other.getByText("Somebody has changed this")).toBeHidden();
});

test("a machine that two tabs rename has the last name in both", async ({ context }) => {
  const { owner, scope } = await signInWithInstance();
  await owner.api.machine.create.mutate({ ...scope, name: "worker", type: "daytona" });
  await giveSession(context, owner);
  const address = `/${scope.organizationSlug}/${scope.instanceSlug}`;
  const { one, other } = await twoTabs(context, address);
  for (const tab of [one, other]) {
    await tab.getByRole("button", { name: "More actions for worker" }).click();
    await tab.getByRole("menuitem", { name: "Rename…" }).click();
  }
  await one.getByRole("textbox", { name: "Name" }).fill("worker-one");
  await other.getByRole("textbox", { name: "Name" }).fill("worker-two");
  await other.getByRole("button", { name: "Rename", exact: true }).click();
  await expect(one.getByRole("dialog")).toContainText("Rename worker-two");
  await expect(one.getByText("Somebody has changed this to “worker-two” meanwhile.")).toBeVisible();
  await one.getByRole("button", { name: "Rename", exact: true }).click();
  for (const tab of [one, other])
    await expect(tab.getByRole("row", { name: /worker-one/ })).toBeVisible();
});

test("a workspace that one tab disconnects is gone from the other, where the same was asked", async ({
  context,
}) => {
  const { owner, scope, workspaceId } = await signInWithWorkspace();
  const { admin, demote } = await adminToBeDemoted(owner, scope);
  await giveSession(context, admin);
  const { one, other } = await twoTabs(context, `/${scope.organizationSlug}/connectors`);
  const question = (tab: Page) =>
    tab.getByRole("alertdialog", { name: `Disconnect ${workspaceId}?` });
  for (const tab of [one, other]) {
    await tab.getByRole("button", { name: `Disconnect ${workspaceId} from production` }).click();
    await expect(question(tab)).toBeVisible();
  }
  await other.getByRole("button", { name: "Disconnect", exact: true }).click();
  for (const tab of [one, other]) {
    await expect(question(tab)).toBeHidden();
    await expect(tab.getByText("Not connected to Slack.")).toBeVisible();
    await expect(tab.getByRole("button", { name: "Install Slack" })).toBeVisible();
  }

  await demote();
  for (const tab of [one, other]) {
    await expect(tab.getByText("Only an owner or an admin of the organization")).toBeVisible();
    await expect(tab.getByRole("button", { name: "Install Slack" })).toBeHidden();
  }
});

test("a machine that another tab deletes is not renamed, and the person is told", async ({
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  const machine = { ...scope, name: "worker", type: "daytona" } as const;
  const { id: machineId } = await owner.api.machine.create.mutate(machine);
  await giveSession(context, owner);
  const page = awaitingReact(await context.newPage());
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  await page.route("**/api/trpc/machine.archive**", async (route) => {
    await owner.api.machine.delete.mutate({ ...scope, machineId });
    await route.continue();
  });
  await page.getByRole("button", { name: "Archive worker" }).click();
  await expect(page.getByText("There is no such machine, or it is not yours.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Create your first machine" })).toBeVisible();
});

test("what one tab deletes is not there for the other, which says so", async ({ context }) => {
  const { owner, scope } = await signInWithInstance();
  await giveSession(context, owner);
  const { one, other } = await twoTabs(
    context,
    `/${scope.organizationSlug}/${scope.instanceSlug}/settings`,
  );
  const remove = async (thing: string, name: string) => {
    await one.getByRole("button", { name: `Delete ${thing}` }).click();
    await one.getByRole("alertdialog").getByRole("textbox").fill(name);
    await one
      .getByRole("alertdialog")
      .getByRole("button", { name: `Delete ${thing}` })
      .click();
    await expect(one.getByRole("alertdialog")).toBeHidden();
  };
  await other.getByLabel("Name").fill("Half way");
  await remove("instance", "production");
  await expect(other.getByRole("heading", { name: "There is nothing here" })).toBeVisible();

  for (const tab of [one, other])
    await tab.getByRole("navigation", { name: "Organization" }).getByText("Settings").click();
  await remove("organization", "Acme");
  await expect(
    other.getByRole("heading", { name: /There is nothing here|You are no longer a member/ }),
  ).toBeVisible();
});
