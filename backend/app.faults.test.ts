import { afterEach, expect, inject, it } from "vitest";
import { signInWithInstance } from "../dev/testing/client.ts";
import { faultsAt } from "../dev/testing/faults/control.ts";
import { upgradeAnswer, upgradeStatus } from "../dev/testing/live-socket.ts";
import { signInWithWorkspace, slackTarget, storedEvents } from "../dev/testing/slack.ts";
import { everydayEvent } from "../dev/slack-sender/events.ts";
import { sendEvent } from "../dev/slack-sender/send.ts";

const faults = faultsAt(inject("faultControl"));
afterEach(async () => {
  for (const part of ["app", "rooms"] as const) await faults.mend(part);
});

it.each(["refuse", "cut"] as const)(
  "Slack is told to send an event again while the app's fault is %s, and it is stored once",
  async (kind) => {
    const { workspaceId } = await signInWithWorkspace();
    const event = everydayEvent({ team_id: workspaceId }, 0);
    await faults.strike("app", { kind });
    const refused = await sendEvent(slackTarget, event);
    expect(refused.status).toBe(502);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await refused.json()).toMatchObject({ error: expect.any(String) });

    await faults.mend("app");
    expect((await sendEvent(slackTarget, event)).status).toBe(200);
    expect((await sendEvent(slackTarget, event)).status).toBe(200);
    expect(await storedEvents(event.event_id)).toHaveLength(1);
  },
);

it("an organization's object that fails during an upgrade is 503 in plain HTTP, and well right after", async () => {
  const { owner, scope } = await signInWithInstance();
  const { id } = await owner.api.organization.get.query(scope);
  await faults.strike("rooms", { kind: "error" });
  const refused = await upgradeAnswer(id, { browser: owner });
  expect(refused).toMatchObject({ status: 503, retryAfter: "5" });
  // What changes meanwhile is changed all the same.
  await owner.api.machine.create.mutate({ ...scope, name: "unheard", type: "daytona" });
  await faults.mend("rooms");
  expect(await upgradeStatus(id, { browser: owner })).toBe(101);
});
