import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { database } from "../../dev/testing/database.ts";
import { deliver, linkWorkspace, signInWithWorkspace } from "../../dev/testing/slack.ts";
import {
  eventCallback,
  INNER_EVENTS,
  slackId,
  type SlackWorkspace,
} from "../../dev/slack-sender/events.ts";
import { account } from "../db/schema.ts";

const hello = (workspace: SlackWorkspace) =>
  deliver(eventCallback(workspace, INNER_EVENTS.message("Hi")));

it("a connection tells its own last event, and nothing of other workspaces and instances", async () => {
  const { owner, scope, userId, instanceId, workspaceId } = await signInWithWorkspace();
  const quiet = slackId("T");
  await linkWorkspace({ accountId: quiet, instanceId, userId });
  const staging = await owner.api.instance.create.mutate({ ...scope, name: "staging" });
  const busy = slackId("T");
  await linkWorkspace({ accountId: busy, instanceId: staging.id, userId });

  await hello({ team_id: workspaceId });
  await hello({ team_id: busy });
  const { items } = await owner.api.event.list.query(scope);
  const ofInstance = await owner.api.instance.slackConnections.query(scope);
  expect(ofInstance).toMatchObject([
    { workspaceId, instanceId, lastEventAt: items[0]?.createdAt },
    { workspaceId: quiet, instanceId, lastEventAt: null },
  ]);
  expect(await owner.api.organization.slackConnections.query(scope)).toMatchObject([
    ...ofInstance,
    { workspaceId: busy, instanceId: staging.id, lastEventAt: expect.any(String) },
  ]);
});

it("an organization-wide installation tells the last event of any of its workspaces", async () => {
  const { owner, scope, workspaceId, accountId } = await signInWithWorkspace({ enterprise: true });
  const metadata = { name: "Acme Grid", enterprise: true };
  await database.update(account).set({ metadata }).where(eq(account.id, accountId));
  await hello({ team_id: slackId("T"), enterprise_id: workspaceId });
  const { items } = await owner.api.event.list.query(scope);
  expect(items).toHaveLength(1);
  expect(await owner.api.organization.slackConnections.query(scope)).toMatchObject([
    { workspace: "Acme Grid", lastEventAt: items[0]?.createdAt },
  ]);
});
