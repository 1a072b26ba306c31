import { deliver, signInWithWorkspace } from "../dev/testing/slack.ts";
import { eventCallback, INNER_EVENTS } from "../dev/slack-sender/events.ts";
import { expect, test, useSession } from "./fixtures.ts";

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
