import { describe, expect, it } from "vitest";
import { signIn } from "../../../dev/testing/client.ts";
import { database } from "../../../dev/testing/database.ts";
import { deliver, signInWithWorkspace } from "../../../dev/testing/slack.ts";
import { eventCallback, INNER_EVENTS, slackId } from "../../../dev/slack-sender/events.ts";
import { newId } from "../../db/columns.ts";
import { event } from "../../db/schema.ts";

const HOUR_MS = 60 * 60 * 1000;

/** Rows as the webhook writes them, each a millisecond younger than the one before. */
function rows(
  instanceId: string | null,
  count: number,
  fields: { type?: string; createdAt?: string } = {},
) {
  return Array.from({ length: count }, (_, i) => {
    const externalId = slackId("Ev");
    return {
      id: newId("evt"),
      type: "slack.message",
      payload: { number: i },
      instanceId,
      externalId,
      deduplicationKey: `slack:${externalId}:${instanceId ?? "unrouted"}`,
      ...fields,
    };
  });
}

describe("event.list", () => {
  it("pages from the newest to the oldest, without gaps or repetitions while new ones arrive", async () => {
    const { owner, scope, instanceId, workspaceId } = await signInWithWorkspace();
    const stored = rows(instanceId, 25);
    await database.insert(event).values(stored);

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await owner.api.event.list.query({ ...scope, cursor, limit: 10 });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
      await deliver(eventCallback({ team_id: workspaceId }, INNER_EVENTS.message("new")));
    } while (cursor);
    expect(seen).toEqual(stored.map(({ id }) => id).toReversed());
  });

  it("has no next page when the last one is just full", async () => {
    const { owner, scope, instanceId } = await signInWithWorkspace();
    await database.insert(event).values(rows(instanceId, 10));
    const page = await owner.api.event.list.query({ ...scope, limit: 10 });
    expect(page).toMatchObject({ nextCursor: null });
    expect(page.items).toHaveLength(10);
  });

  it("filters by type", async () => {
    const { owner, scope, instanceId } = await signInWithWorkspace();
    await database
      .insert(event)
      .values([...rows(instanceId, 3), ...rows(instanceId, 2, { type: "slack.app_mention" })]);
    const list = (type: string) => owner.api.event.list.query({ ...scope, type });
    expect((await list("slack.app_mention")).items).toHaveLength(2);
    expect((await list("slack.message")).items).toHaveLength(3);
    expect((await list("slack.Message")).items).toEqual([]);
    expect((await list("' or 1=1 -- ")).items).toEqual([]);
    expect(await owner.api.event.types.query(scope)).toEqual([
      "slack.app_mention",
      "slack.message",
    ]);
  });

  it.each([{ limit: 0 }, { limit: 101 }, { cursor: "" }, { type: "x".repeat(101) }])(
    "refuses %j at its field",
    async (input) => {
      const { owner, scope } = await signInWithWorkspace();
      await expect(owner.api.event.list.query({ ...scope, ...input })).rejects.toMatchObject({
        data: { code: "BAD_REQUEST" },
      });
    },
  );
});

describe("event.get", () => {
  it("answers the payload, to members of the organization alone", async () => {
    const [a, b] = [await signInWithWorkspace(), await signInWithWorkspace()];
    const body = eventCallback({ team_id: a.workspaceId }, INNER_EVENTS.app_mention("Hi"));
    await deliver(body);
    const [listed] = (await a.owner.api.event.list.query(a.scope)).items;
    const eventId = listed?.id ?? "";
    expect(listed).not.toHaveProperty("payload");
    expect(await a.owner.api.event.get.query({ ...a.scope, eventId })).toEqual({
      ...listed,
      type: "slack.app_mention",
      payload: body,
    });

    const notFound = { data: { code: "NOT_FOUND" } };
    const nobody = await signIn();
    const calls = [
      b.owner.api.event.get.query({ ...b.scope, eventId }),
      b.owner.api.event.get.query({ ...a.scope, eventId }),
      b.owner.api.event.list.query(a.scope),
      b.owner.api.event.histogram.query({ ...a.scope, hours: 24 }),
      b.owner.api.event.types.query(a.scope),
      nobody.api.event.get.query({ ...a.scope, eventId }),
    ];
    for (const { status, ...rest } of await Promise.allSettled(calls))
      expect({ status, ...rest }).toMatchObject({ status: "rejected", reason: notFound });
  });

  it("does not find an event without an instance", async () => {
    const { owner, scope } = await signInWithWorkspace();
    const [unrouted] = rows(null, 1);
    if (!unrouted) throw new Error("no row");
    await database.insert(event).values(unrouted);
    await expect(
      owner.api.event.get.query({ ...scope, eventId: unrouted.id }),
    ).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
  });
});

describe("event.histogram", () => {
  it("counts each hour of the day, the present one last", async () => {
    const { owner, scope, instanceId } = await signInWithWorkspace();
    const hourStart = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    const at = (ms: number) => ({ createdAt: new Date(ms).toISOString() });
    await database
      .insert(event)
      .values([
        ...rows(instanceId, 2, at(hourStart)),
        ...rows(instanceId, 3, at(hourStart - 1)),
        ...rows(instanceId, 4, at(hourStart - 23 * HOUR_MS)),
        ...rows(instanceId, 5, at(hourStart - 23 * HOUR_MS - 1)),
      ]);
    const hours = await owner.api.event.histogram.query({ ...scope, hours: 24 });
    expect(hours).toHaveLength(24);
    expect(hours.at(0)).toEqual({
      hour: new Date(hourStart - 23 * HOUR_MS).toISOString(),
      count: 4,
    });
    expect(hours.at(-2)?.count).toBe(3);
    expect(hours.at(-1)).toEqual({ hour: new Date(hourStart).toISOString(), count: 2 });
    expect(hours.reduce((sum, { count }) => sum + count, 0)).toBe(9);
    expect(await owner.api.event.histogram.query({ ...scope, hours: 1 })).toEqual(hours.slice(-1));
  });

  it.each([0, 169, 1.5])("refuses %d hours", async (hours) => {
    const { owner, scope } = await signInWithWorkspace();
    await expect(owner.api.event.histogram.query({ ...scope, hours })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", fieldErrors: { hours: expect.any(String) } },
    });
  });
});
