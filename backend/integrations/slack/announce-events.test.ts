import { expect, it } from "vitest";
import { LiveSocket } from "../../../dev/testing/live-socket.ts";
import { deliver, signInWithWorkspace } from "../../../dev/testing/slack.ts";
import { eventCallback, INNER_EVENTS } from "../../../dev/slack-sender/events.ts";

const hello = (team_id: string) => eventCallback({ team_id }, INNER_EVENTS.message("Hi"));

it("open dashboards hear of new events of their own instance, of many at once", async () => {
  const { owner, scope, instanceId, workspaceId } = await signInWithWorkspace();
  const other = await signInWithWorkspace();
  const { id: organizationId } = await owner.api.organization.get.query(scope);
  using socket = await LiveSocket.open(organizationId, { browser: owner, query: { instanceId } });

  await deliver(hello(other.workspaceId));
  await Promise.all(Array.from({ length: 30 }, () => deliver(hello(workspaceId))));
  const news = {
    type: "INVALIDATE",
    paths: [
      "organization.slackConnections",
      "event.list",
      "event.histogram",
      "event.types",
      "instance.slackConnections",
    ],
    instanceId,
  };
  expect((await socket.heard(1))[0]).toEqual(news);
  const heard = socket.messages.length;
  await deliver(hello(workspaceId));
  const messages = await socket.heard(heard + 1);
  expect(messages.length).toBeLessThan(10);
  for (const message of messages) expect(message).toEqual(news);
});
