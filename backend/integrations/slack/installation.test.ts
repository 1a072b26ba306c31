import { expect, it } from "vitest";
import { signInWithInstance } from "../../../dev/testing/client.ts";
import { allowInSlack, follow, start } from "../../../dev/testing/providers.ts";
import { deliver, storedEvents } from "../../../dev/testing/slack.ts";
import {
  eventCallback,
  INNER_EVENTS,
  type InnerEvent,
  slackId,
} from "../../../dev/slack-sender/events.ts";

it("events find their instance from the installation to the end of it", async () => {
  const { owner, scope } = await signInWithInstance();
  const { id: instanceId } = await owner.api.instance.get.query(scope);
  const team = { id: slackId("T"), name: "Initech" };
  const send = async (inner: InnerEvent = INNER_EVENTS.message("Hi"), date?: Date) => {
    const body = eventCallback({ team_id: team.id }, inner, date);
    await deliver(body);
    const [row, ...others] = await storedEvents(body.event_id);
    expect(others).toEqual([]);
    return { id: body.event_id, instanceId: row?.instanceId };
  };
  const install = async () => {
    const request = { ...scope, callbackURL: "/" };
    const page = await start(owner, "integrations/link/slack-bot", request);
    const { path } = await allowInSlack(page, { team });
    expect(await follow(owner, path)).toBe("/?connected=slack-bot");
  };
  const connection = async () => (await owner.api.instance.slackConnections.query(scope))[0];

  const early = await send();
  expect(early.instanceId).toBeNull();
  await install();
  expect(await storedEvents(early.id)).toMatchObject([{ instanceId }]);
  expect((await send()).instanceId).toBe(instanceId);

  // Slack tells in whole seconds when it was.
  const later = new Date(Date.now() + 1000);
  expect((await send(INNER_EVENTS.app_uninstalled(), later)).instanceId).toBe(instanceId);
  expect((await connection())?.disconnectedAt).toEqual(expect.any(String));
  await install();
  expect((await connection())?.disconnectedAt).toBeNull();

  const { accountId = "" } = (await connection()) ?? {};
  await owner.api.instance.disconnectSlack.mutate({ ...scope, accountId });
  expect((await send()).instanceId).toBeNull();
  expect((await owner.api.event.list.query(scope)).items).toHaveLength(3);
});
