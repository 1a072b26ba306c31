import { eq, inArray } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { signInWithInstance } from "../../../dev/testing/client.ts";
import { database } from "../../../dev/testing/database.ts";
import { deliver, linkWorkspace, slackTarget, storedEvents } from "../../../dev/testing/slack.ts";
import {
  eventCallback,
  INNER_EVENTS,
  slackId,
  type SlackWorkspace,
} from "../../../dev/slack-sender/events.ts";
import { sendForm } from "../../../dev/slack-sender/send.ts";
import { newId } from "../../db/columns.ts";
import { event, instanceAccountPermission as permission } from "../../db/schema.ts";
import { adoptUnroutedEvents } from "./adopt-events.ts";
import { purgeOrphanedEvents, purgeUnroutedEvents } from "./purge-events.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

const hello = (workspace: SlackWorkspace) => eventCallback(workspace, INNER_EVENTS.message("Hi"));

async function newInstance() {
  const { owner, scope } = await signInWithInstance();
  const { id: instanceId } = await owner.api.instance.get.query(scope);
  const { user } = await owner.api.user.me.query();
  return { owner, scope, instanceId, userId: user.id };
}

/** As the installation does it. */
const adopt = (workspaceIds: string[], instanceId: string) =>
  database.transaction((tx) => adoptUnroutedEvents(tx, { workspaceIds, instanceId }));

describe("an event of a workspace that nobody has linked", () => {
  it("is stored once, without an instance", async () => {
    const body = hello({ team_id: slackId("T") });
    await deliver(body);
    await deliver(body);
    expect(await storedEvents(body.event_id)).toMatchObject([
      { instanceId: null, workspaceId: body.team_id, payload: body },
    ]);
  });

  it("is adopted by the first instance that is linked within the hour, and not stored again by a retry", async () => {
    const { instanceId, userId, owner, scope } = await newInstance();
    const second = await newInstance();
    const team_id = slackId("T");
    const bodies = [hello({ team_id }), hello({ team_id }), hello({ team_id: slackId("T") })];
    for (const body of bodies) await deliver(body);

    await linkWorkspace({ accountId: team_id, instanceId, userId });
    expect(await adopt([team_id], instanceId)).toBe(2);
    expect(await adopt([team_id], second.instanceId)).toBe(0);
    for (const body of bodies) await deliver(body);

    const { items: events } = await owner.api.event.list.query(scope);
    expect(events.map(({ externalId }) => externalId)).toEqual([
      bodies[1]?.event_id,
      bodies[0]?.event_id,
    ]);
    expect(await storedEvents(bodies[2]?.event_id ?? "")).toMatchObject([{ instanceId: null }]);
  });

  it("is not adopted when it is older than an hour", async () => {
    const { instanceId } = await newInstance();
    const team_id = slackId("T");
    const [old, young] = [hello({ team_id }), hello({ team_id })];
    for (const body of [old, young]) await deliver(body);
    await database
      .update(event)
      .set({ createdAt: ago(61 * MINUTE_MS) })
      .where(eq(event.externalId, old.event_id));
    expect(await adopt([team_id], instanceId)).toBe(1);
    expect(await storedEvents(old.event_id)).toMatchObject([{ instanceId: null }]);
    expect(await storedEvents(young.event_id)).toMatchObject([{ instanceId }]);
  });

  it("is adopted by an installation of its enterprise, or of any workspace it was authorized for", async () => {
    const { instanceId } = await newInstance();
    const [enterprise_id, shared] = [slackId("E"), slackId("T")];
    const ofEnterprise = hello({ team_id: slackId("T"), enterprise_id });
    const ofShared = {
      ...hello({ team_id: slackId("T") }),
      authorizations: [{ team_id: shared, enterprise_id: null }],
    };
    for (const body of [ofEnterprise, ofShared]) await deliver(body);
    const interaction = {
      type: "shortcut",
      enterprise: { id: enterprise_id },
      trigger_id: slackId("t"),
    };
    await sendForm(slackTarget, "interactive", { payload: JSON.stringify(interaction) });

    expect(await adopt([enterprise_id], instanceId)).toBe(2);
    expect(await adopt([shared], instanceId)).toBe(1);
  });

  it("is not adopted by the workspace whose channel it is from, but by the one that may see it", async () => {
    const { instanceId } = await newInstance();
    const [host, guest] = [slackId("T"), slackId("T")];
    await deliver({
      ...hello({ team_id: host, enterprise_id: slackId("E") }),
      authorizations: [{ team_id: guest, enterprise_id: null, is_enterprise_install: false }],
    });
    expect(await adopt([host], instanceId)).toBe(0);
    expect(await adopt([guest], instanceId)).toBe(1);
  });

  it("that the instance has already, of an earlier link, does not stop the adoption of the others", async () => {
    const { instanceId, userId } = await newInstance();
    const team_id = slackId("T");
    const [known, fresh] = [hello({ team_id }), hello({ team_id })];
    const accountId = await linkWorkspace({ accountId: team_id, instanceId, userId });
    await deliver(known);
    await database.delete(permission).where(eq(permission.accountId, accountId));
    for (const body of [known, fresh]) await deliver(body);

    await database.insert(permission).values({ accountId, instanceId });
    expect(await adopt([team_id], instanceId)).toBe(1);
    expect(await storedEvents(fresh.event_id)).toMatchObject([{ instanceId }]);
    expect(await storedEvents(known.event_id)).toHaveLength(2);
  });

  it("is neither lost nor left behind when it arrives while the workspace is being linked", async () => {
    const { instanceId, userId, owner, scope } = await newInstance();
    const team_id = slackId("T");
    const bodies = Array.from({ length: 40 }, () => hello({ team_id }));
    const deliveries = bodies.map((body) => deliver(body));
    const accountId = await linkWorkspace({ accountId: team_id, instanceId, userId });
    await database.delete(permission).where(eq(permission.accountId, accountId));
    await database.transaction(async (tx) => {
      await tx.insert(permission).values({ accountId, instanceId });
      await adoptUnroutedEvents(tx, { workspaceIds: [team_id], instanceId });
    });
    await Promise.all(deliveries);
    const { items: events } = await owner.api.event.list.query({ ...scope, limit: 100 });
    expect(events).toHaveLength(40);
  });
});

describe("the scheduled purge", () => {
  const row = (instanceId: string | null, createdAt: string) => {
    const externalId = slackId("Ev");
    const deduplicationKey = `slack:${externalId}:${instanceId ?? "unrouted"}`;
    return {
      type: "slack.message",
      payload: {},
      externalId,
      instanceId,
      deduplicationKey,
      createdAt,
    };
  };
  const left = async (rows: { externalId: string }[]) =>
    (
      await database
        .select({ externalId: event.externalId })
        .from(event)
        .where(
          inArray(
            event.externalId,
            rows.map(({ externalId }) => externalId),
          ),
        )
    ).map(({ externalId }) => externalId);

  it("removes what is unrouted for a week, however much, and nothing else", async () => {
    const { instanceId } = await newInstance();
    const old = Array.from({ length: 2100 }, () => row(null, ago(7 * DAY_MS + 60 * MINUTE_MS)));
    const young = row(null, ago(7 * DAY_MS - MINUTE_MS));
    const routed = row(instanceId, ago(30 * DAY_MS));
    await database.insert(event).values([...old, young, routed]);
    await purgeUnroutedEvents(database);
    expect(new Set(await left([...old, young, routed]))).toEqual(
      new Set([young.externalId, routed.externalId]),
    );
  });

  it("removes the events of instances that are gone", async () => {
    const { instanceId } = await newInstance();
    const orphans = Array.from({ length: 1100 }, () => row(newId("inst"), ago(0))).map(
      (orphan, _, [first]) => ({ ...orphan, instanceId: first?.instanceId ?? null }),
    );
    // More instances than are looked at together, too.
    const others = Array.from({ length: 1100 }, () => row(newId("inst"), ago(0)));
    const kept = row(instanceId, ago(0));
    const all = [...orphans, ...others, kept];
    await database.insert(event).values(all);
    await purgeOrphanedEvents(database);
    expect(await left(all)).toEqual([kept.externalId]);
  });
});
