import { deliver, linkAccount, signInWithWorkspace } from "../dev/testing/slack.ts";
import { eventCallback, INNER_EVENTS } from "../dev/slack-sender/events.ts";
import { signIn } from "../dev/testing/client.ts";
import { inviteInto } from "../dev/testing/team.ts";
import { changePerson, expect, test, useSession } from "./fixtures.ts";

test("a connection says since when it is there, and when its last event came", async ({
  page,
  context,
}) => {
  const { owner, scope, workspaceId } = await signInWithWorkspace();
  await useSession(context, owner);
  const response = await page.goto(`/${scope.organizationSlug}/connectors`);
  expect(await response?.text()).toContain("no event yet");
  await deliver(eventCallback({ team_id: workspaceId }, INNER_EVENTS.message("Hello")));
  await expect(page.getByText("Connected just now, last event just now")).toBeVisible();
});

test("a connection says how many other organizations its workspace also sends to", async ({
  page,
  context,
}) => {
  const one = await signInWithWorkspace();
  const other = await signInWithWorkspace();
  await linkAccount({ id: one.accountId, instanceId: other.instanceId });
  await useSession(context, one.owner);
  await page.goto(`/${one.scope.organizationSlug}/connectors`);
  await expect(page.getByText("Also sends to 1 other organization")).toHaveCount(1);

  await changePerson(page, other.owner);
  await page.goto(`/${other.scope.organizationSlug}/connectors`);
  await expect(page.getByText("Also sends to 1 other organization")).toHaveCount(1);
});

test("without an instance there is nothing to connect, and a button for whoever may make one", async ({
  page,
  context,
}) => {
  const owner = await signIn();
  const { slug } = await owner.api.organization.create.mutate({ name: "Acme" });
  await useSession(context, await inviteInto(owner, { organizationSlug: slug }, "member"));
  await page.goto(`/${slug}/connectors`);
  await expect(page.getByText("An owner or an admin can create one.")).toBeVisible();
  await expect(page.getByRole("button", { name: "New instance" })).toHaveCount(0);

  await changePerson(page, owner);
  await page.goto(`/${slug}/connectors`);
  await page.getByRole("main").getByRole("button", { name: "New instance" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("production");
  await page.getByRole("dialog").getByRole("button", { name: "Create instance" }).click();
  await expect(page.getByRole("heading", { name: "Create your first machine" })).toBeVisible();
});
