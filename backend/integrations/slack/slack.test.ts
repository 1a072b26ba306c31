import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { baseUrl, signInWithInstance } from "../../../dev/testing/client.ts";
import { database } from "../../../dev/testing/database.ts";
import {
  deliver,
  linkAccount,
  linkWorkspace,
  signInWithWorkspace,
  slackTarget,
  storedEvents,
} from "../../../dev/testing/slack.ts";
import { eventCallback, INNER_EVENTS, slackId } from "../../../dev/slack-sender/events.ts";
import { sendEvent, sendForm, signatureHeaders } from "../../../dev/slack-sender/send.ts";
import { account, event } from "../../db/schema.ts";

const { message } = INNER_EVENTS;
const MIB = 1024 * 1024;

/** Posts a body as it is, signed unless the headers say otherwise. */
const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${baseUrl}/api/integrations/slack/webhook`, {
    method: "POST",
    headers: { ...signatureHeaders(body, slackTarget.signingSecret), ...headers },
    body,
  });

describe("the Slack webhook", () => {
  it("answers url_verification with the challenge, and stores nothing", async () => {
    const challenge = slackId("challenge");
    const response = await sendEvent(slackTarget, { type: "url_verification", challenge });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ challenge });
    expect((await sendEvent(slackTarget, { type: "url_verification" })).status).toBe(400);
  });

  it("refuses what Slack did not sign, whatever it holds, and stores nothing", async () => {
    const { workspaceId, owner, scope } = await signInWithWorkspace();
    const body = JSON.stringify(eventCallback({ team_id: workspaceId }, message("Hi")));
    const now = Math.floor(Date.now() / 1000);
    const secret = slackTarget.signingSecret;
    const refused = await Promise.all([
      post(body, { "x-slack-signature": "" }),
      post(body, signatureHeaders(body, "another-secret")),
      post(body, signatureHeaders(`${body} `, secret)),
      post(body, signatureHeaders(body, secret, now - 301)),
      post(body, signatureHeaders(body, secret, now + 310)),
      post(body, signatureHeaders(body, secret, "NaN")),
      post("not json", { "x-slack-signature": "v0=00" }),
      post(`{"type":"url_verification","challenge":"x"}`, { "x-slack-signature": "v0=00" }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual(Array(8).fill(401));
    expect(await owner.api.event.list.query(scope)).toEqual({ items: [], nextCursor: null });
  });

  it("refuses more than 1 MiB before it looks at the signature", async () => {
    expect((await post("x".repeat(MIB + 1), { "x-slack-signature": "" })).status).toBe(413);
    expect((await post("x".repeat(MIB), { "x-slack-signature": "" })).status).toBe(401);
  });

  it("counts the bytes of a body that comes without its length", async () => {
    const chunk = new TextEncoder().encode("x".repeat(MIB / 4));
    let chunks = 0;
    const body = new ReadableStream({
      pull: (stream) => (chunks++ < 5 ? stream.enqueue(chunk) : stream.close()),
    });
    const init = { method: "POST", body, duplex: "half" };
    const response = await fetch(`${baseUrl}/api/integrations/slack/webhook`, init);
    expect(response.status).toBe(413);
  });

  it.each(["", "not json", "null", "[]", '"text"', "1", '{"a":1'])(
    "answers 400 to the signed body %j",
    async (body) => expect((await post(body)).status).toBe(400),
  );

  it("refuses a body that is not UTF-8", async () => {
    expect((await post(Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]))).status).toBe(401);
  });

  it("takes POST alone", async () => {
    expect((await fetch(`${baseUrl}/api/integrations/slack/webhook`)).status).toBe(404);
  });

  it("stores a body as it came, of nearly 1 MiB too", async () => {
    const { workspaceId, owner, scope } = await signInWithWorkspace();
    const text = `🎉 "quoted" \\ back\u0000slash ' -- ${"ü".repeat(MIB / 2 - 2000)}`;
    const body = eventCallback({ team_id: workspaceId }, { ...message("x"), blocks: [], text });
    await deliver(body);
    const { items: events } = await owner.api.event.list.query(scope);
    expect(events).toMatchObject([
      { type: "slack.message", externalId: body.event_id, workspaceId },
    ]);
    const stored = await owner.api.event.get.query({ ...scope, eventId: events[0]?.id ?? "" });
    expect(stored.payload).toEqual(body);
  });
});

describe("an event of a linked workspace", () => {
  it("is stored once for each of its instances, of several organizations too", async () => {
    const a = await signInWithWorkspace();
    const b = await signInWithInstance();
    const { id: instanceId } = await b.owner.api.instance.get.query(b.scope);
    await linkAccount({ id: a.accountId, instanceId });

    const body = eventCallback({ team_id: a.workspaceId }, message("Hi"));
    await deliver(body);
    const rows = await storedEvents(body.event_id);
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map((row) => row.instanceId))).toEqual(new Set([a.instanceId, instanceId]));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
    for (const { id } of rows) expect(id).toMatch(/^evt_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
  });

  it("is not stored for anybody else", async () => {
    const [linked, stranger] = [await signInWithWorkspace(), await signInWithWorkspace()];
    await deliver(eventCallback({ team_id: linked.workspaceId }, message("Hi")));
    expect((await stranger.owner.api.event.list.query(stranger.scope)).items).toEqual([]);
  });

  it("goes by the team, and by the enterprise where no instance is linked to the team", async () => {
    const team = await signInWithWorkspace();
    const enterprise = await signInWithWorkspace({ enterprise: true });
    const instancesOf = async (team_id: string | null) => {
      const body = eventCallback({ team_id, enterprise_id: enterprise.workspaceId }, message("Hi"));
      await deliver(body);
      return (await storedEvents(body.event_id)).map(({ instanceId }) => instanceId);
    };
    expect(await instancesOf(team.workspaceId)).toEqual([team.instanceId]);
    expect(await instancesOf(slackId("T"))).toEqual([enterprise.instanceId]);
    expect(await instancesOf(null)).toEqual([enterprise.instanceId]);
  });

  it("goes to whom its authorizations name, not to the workspace whose channel it is from", async () => {
    const [host, guest] = [await signInWithWorkspace(), await signInWithWorkspace()];
    const body = {
      ...eventCallback({ team_id: host.workspaceId }, message("for the guest alone")),
      is_ext_shared_channel: true,
      authorizations: [{ team_id: guest.workspaceId, enterprise_id: null }],
    };
    await deliver(body);
    expect(await storedEvents(body.event_id)).toMatchObject([
      { instanceId: guest.instanceId, workspaceId: guest.workspaceId },
    ]);
    const unauthorized = { ...body, event_id: slackId("Ev"), authorizations: [] };
    await deliver(unauthorized);
    expect(await storedEvents(unauthorized.event_id)).toMatchObject([
      { instanceId: host.instanceId },
    ]);
  });

  it("goes to every workspace that its authorizations name", async () => {
    const [a, b] = [await signInWithWorkspace(), await signInWithWorkspace()];
    const enterprise = await signInWithWorkspace({ enterprise: true });
    const body = {
      ...eventCallback({ team_id: slackId("T") }, message("Hi")),
      authorizations: [
        { team_id: a.workspaceId, enterprise_id: null },
        { team_id: b.workspaceId, enterprise_id: slackId("E") },
        { team_id: slackId("T"), enterprise_id: enterprise.workspaceId },
        { team_id: a.workspaceId, enterprise_id: enterprise.workspaceId },
      ],
    };
    await deliver(body);
    const rows = await storedEvents(body.event_id);
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map((row) => row.instanceId))).toEqual(
      new Set([a.instanceId, b.instanceId, enterprise.instanceId]),
    );
  });

  it("does not go by another provider's account of the same id", async () => {
    const { owner, scope } = await signInWithInstance();
    const { id: instanceId } = await owner.api.instance.get.query(scope);
    const { user } = await owner.api.user.me.query();
    const team_id = slackId("T");
    const id = await linkWorkspace({ accountId: team_id, instanceId, userId: user.id });
    await database.update(account).set({ providerId: "slack" }).where(eq(account.id, id));
    const body = eventCallback({ team_id }, message("Hi"));
    await deliver(body);
    expect(await storedEvents(body.event_id)).toMatchObject([{ instanceId: null }]);
  });

  it("is stored once when Slack sends it again", async () => {
    const { workspaceId } = await signInWithWorkspace();
    const body = eventCallback({ team_id: workspaceId }, message("Hi"));
    for (const retry of [undefined, 1, 2, 3]) {
      const again = retry ? ({ number: retry, reason: "http_timeout" } as const) : undefined;
      const response = await sendEvent(slackTarget, body, again);
      expect([response.status, await response.text()]).toEqual([200, "ok"]);
    }
    expect(await storedEvents(body.event_id)).toHaveLength(1);
  });

  it("is stored once when it arrives many times at the same moment", async () => {
    const a = await signInWithWorkspace();
    const b = await signInWithInstance();
    const { id: instanceId } = await b.owner.api.instance.get.query(b.scope);
    await linkAccount({ id: a.accountId, instanceId });
    for (let round = 0; round < 10; round++) {
      const body = eventCallback({ team_id: a.workspaceId }, message("Hi"));
      const responses = await Promise.all(
        Array.from({ length: 12 }, () => sendEvent(slackTarget, body)),
      );
      expect(responses.map(({ status }) => status)).toEqual(Array(12).fill(200));
      expect(await storedEvents(body.event_id)).toHaveLength(2);
    }
  });

  it("reaches an instance that was linked between two deliveries, and the first one no second time", async () => {
    const a = await signInWithWorkspace();
    const b = await signInWithInstance();
    const body = eventCallback({ team_id: a.workspaceId }, message("Hi"));
    await deliver(body);
    const { id: instanceId } = await b.owner.api.instance.get.query(b.scope);
    await linkAccount({ id: a.accountId, instanceId });
    await deliver(body);
    const rows = await storedEvents(body.event_id);
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map((row) => row.instanceId))).toEqual(new Set([a.instanceId, instanceId]));
  });
});

describe("a body that is not as documented", () => {
  const deep = JSON.parse(`${"[".repeat(150)}${"]".repeat(150)}`);

  it.each<[string, string, (body: Record<string, unknown>) => Record<string, unknown>]>([
    [
      "a type longer than the column",
      "slack.unknown",
      (b) => ({ ...b, event: { type: "x".repeat(300) } }),
    ],
    ["a type that is no word", "slack.unknown", (b) => ({ ...b, event: { type: "<b>hi</b>" } })],
    ["a number for a type", "slack.unknown", (b) => ({ ...b, event: { type: 7 } })],
    ["an event that is no object", "slack.event_callback", (b) => ({ ...b, event: "message" })],
    ["no event", "slack.event_callback", (b) => ({ ...b, event: undefined })],
    ["authorizations that are no list", "slack.message", (b) => ({ ...b, authorizations: 5 })],
    [
      "authorizations of nonsense",
      "slack.message",
      (b) => ({ ...b, authorizations: [1, null, "x", { team_id: {} }] }),
    ],
    ["a number for a time", "slack.message", (b) => ({ ...b, event_time: "yesterday" })],
    [
      "a thousand authorizations",
      "slack.message",
      (b) => ({
        ...b,
        authorizations: Array.from({ length: 1000 }, (_, i) => ({
          team_id: i === 0 ? b.team_id : slackId("T"),
        })),
      }),
    ],
    ["more nesting than MySQL's JSON takes", "slack.message", (b) => ({ ...b, deep })],
    ["a key of 70,000 characters", "slack.message", (b) => ({ ...b, ["k".repeat(70_000)]: 1 })],
    ["half a surrogate pair", "slack.message", (b) => ({ ...b, text: "\ud83d" })],
  ])("with %s is stored where it belongs", async (_, type, change) => {
    const { workspaceId, owner, scope } = await signInWithWorkspace();
    await deliver(change(eventCallback({ team_id: workspaceId }, message("Hi"))));
    expect((await owner.api.event.list.query(scope)).items).toMatchObject([{ type }]);
  });

  it.each([7, null, "", "x".repeat(300), { a: 1 }, "ev with spaces"])(
    "with the event_id %j is stored once however often it comes",
    async (event_id) => {
      const { workspaceId, owner, scope } = await signInWithWorkspace();
      const body = { ...eventCallback({ team_id: workspaceId }, message("Hi")), event_id };
      await deliver(body);
      await deliver(body);
      expect((await owner.api.event.list.query(scope)).items).toHaveLength(1);
    },
  );

  it.each([7, null, "", "x".repeat(300), { a: 1 }, ["T1"]])(
    "with the team_id %j and no authorizations is stored unrouted",
    async (team_id) => {
      const body = {
        ...eventCallback({ team_id: null }, message("Hi")),
        team_id,
        authorizations: [],
      };
      await deliver(body);
      expect(await storedEvents(body.event_id)).toMatchObject([
        { instanceId: null, workspaceId: null },
      ]);
    },
  );

  it("keeps what MySQL's JSON can't hold as text", async () => {
    const { workspaceId, owner, scope } = await signInWithWorkspace();
    const body = { ...eventCallback({ team_id: workspaceId }, message("Hi")), deep };
    await deliver(body);
    const [first] = (await owner.api.event.list.query(scope)).items;
    const { payload } = await owner.api.event.get.query({ ...scope, eventId: first?.id ?? "" });
    expect(payload).toEqual({ unparsed: JSON.stringify(body) });
  });
});

describe("interactions and commands", () => {
  it("are stored for the workspace's instance and acknowledged without a word", async () => {
    const { workspaceId, owner, scope } = await signInWithWorkspace();
    const payload = {
      type: "block_actions",
      team: { id: workspaceId, domain: "acme" },
      user: { id: "U1" },
      trigger_id: slackId("trigger"),
      actions: [{ action_id: "approve", type: "button" }],
    };
    const fields = {
      command: "/os2",
      text: "hallo 🚀",
      team_id: workspaceId,
      trigger_id: slackId("trigger"),
    };
    const answers = [
      await sendForm(slackTarget, "interactive", { payload: JSON.stringify(payload) }),
      await sendForm(slackTarget, "interactive", { payload: JSON.stringify(payload) }),
      await sendForm(slackTarget, "commands", fields),
    ];
    for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([200, ""]);

    const { items: events } = await owner.api.event.list.query(scope);
    expect(events.map(({ type }) => type)).toEqual([
      "slack.command",
      "slack.interactive.block_actions",
    ]);
    const stored = await Promise.all(
      events.map(({ id }) => owner.api.event.get.query({ ...scope, eventId: id })),
    );
    expect(stored.map((row) => row.payload)).toEqual([fields, payload]);
  });

  it("need the signature and their form", async () => {
    const forged = { ...slackTarget, signingSecret: "another-secret" };
    expect((await sendForm(forged, "interactive", { payload: "{}" })).status).toBe(401);
    expect((await sendForm(forged, "commands", { command: "/os2" })).status).toBe(401);
    expect((await sendForm(slackTarget, "interactive", {})).status).toBe(400);
    expect((await sendForm(slackTarget, "interactive", { payload: "no" })).status).toBe(400);
  });
});

describe("losing the workspace", () => {
  const disconnectedAt = async (id: string) =>
    (await database.select().from(account).where(eq(account.id, id)))[0]?.disconnectedAt ?? null;
  const laterBy = (ms: number) => new Date(Date.now() + ms);

  it.each(["app_uninstalled", "tokens_revoked"] as const)(
    "%s marks it disconnected",
    async (type) => {
      const { workspaceId, accountId, owner, scope } = await signInWithWorkspace();
      const other = await signInWithWorkspace();
      const body = eventCallback({ team_id: workspaceId }, INNER_EVENTS[type](), laterBy(1000));
      await deliver(body);
      const since = await disconnectedAt(accountId);
      expect(since).toBe(new Date(body.event_time * 1000).toISOString());
      expect(await disconnectedAt(other.accountId)).toBeNull();
      expect((await owner.api.event.list.query(scope)).items).toMatchObject([
        { type: `slack.${type}` },
      ]);

      // Again, and what Slack sent before but delivers later: neither changes it, nothing is lost.
      await deliver(body);
      await deliver(eventCallback({ team_id: workspaceId }, message("late")));
      expect(await disconnectedAt(accountId)).toBe(since);
      expect((await owner.api.event.list.query(scope)).items).toHaveLength(2);

      const { items } = await owner.api.organization.auditLog.query({
        ...scope,
        action: "slack.uninstall",
      });
      expect(items).toMatchObject([
        { actorId: null, metadata: { workspaceId, event: `slack.${type}` } },
      ]);
    },
  );

  it("does not happen when only people's tokens were revoked", async () => {
    const { workspaceId, accountId } = await signInWithWorkspace();
    const revoked = { type: "tokens_revoked", tokens: { oauth: ["U1"], bot: [] } };
    await deliver(eventCallback({ team_id: workspaceId }, revoked, laterBy(1000)));
    expect(await disconnectedAt(accountId)).toBeNull();
  });

  it("does not happen by a late notice of an earlier installation", async () => {
    const { workspaceId, accountId } = await signInWithWorkspace();
    const before = laterBy(-60_000);
    await deliver(eventCallback({ team_id: workspaceId }, INNER_EVENTS.app_uninstalled(), before));
    expect(await disconnectedAt(accountId)).toBeNull();
  });

  it("of a team leaves the enterprise's own installation alone", async () => {
    const team = await signInWithWorkspace();
    const enterprise = await signInWithWorkspace({ enterprise: true });
    const workspace = { team_id: team.workspaceId, enterprise_id: enterprise.workspaceId };
    await deliver(eventCallback(workspace, INNER_EVENTS.app_uninstalled(), laterBy(1000)));
    expect(await disconnectedAt(team.accountId)).not.toBeNull();
    expect(await disconnectedAt(enterprise.accountId)).toBeNull();
  });

  it.each(["app_uninstalled", "tokens_revoked"] as const)(
    "of a team that is linked to nothing leaves its enterprise's installation alone: %s",
    async (type) => {
      const { workspaceId: enterprise_id, accountId } = await signInWithWorkspace({
        enterprise: true,
      });
      const workspace = { team_id: slackId("T"), enterprise_id };
      const body = eventCallback(workspace, INNER_EVENTS[type](), laterBy(1000));
      await deliver(body);
      await deliver({ ...body, event_id: slackId("Ev"), authorizations: [] });
      expect(await disconnectedAt(accountId)).toBeNull();
    },
  );

  it.each([
    ["is of no team", null, false],
    ["names the enterprise's installation", slackId("T"), true],
  ])("ends an enterprise's installation when it %s", async (_, team_id, is_enterprise_install) => {
    const team = await signInWithWorkspace();
    const { workspaceId: enterprise_id, accountId } = await signInWithWorkspace({
      enterprise: true,
    });
    const workspace = { team_id: team_id && team.workspaceId, enterprise_id };
    await deliver({
      ...eventCallback(workspace, INNER_EVENTS.app_uninstalled(), laterBy(1000)),
      authorizations: [{ ...workspace, is_enterprise_install }],
    });
    expect(await disconnectedAt(accountId)).not.toBeNull();
    expect(await disconnectedAt(team.accountId)).toBeNull();
  });
});

it("stores every everyday event under a type of its own", async () => {
  const { workspaceId, instanceId } = await signInWithWorkspace();
  const types = ["message", "app_mention", "reaction_added", "member_joined_channel"] as const;
  for (const type of types)
    await deliver(eventCallback({ team_id: workspaceId }, INNER_EVENTS[type]("Hi")));
  const ofInstance = eq(event.instanceId, instanceId);
  const rows = await database.select().from(event).where(ofInstance).orderBy(event.id);
  expect(rows.map(({ type }) => type)).toEqual(types.map((type) => `slack.${type}`));
});
