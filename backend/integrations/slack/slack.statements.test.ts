import { expect, it } from "vitest";
import { recordStatements } from "../../../dev/testing/statements.ts";
import { deliver, signInWithWorkspace } from "../../../dev/testing/slack.ts";
import { eventCallback, INNER_EVENTS, slackId } from "../../../dev/slack-sender/events.ts";

const hello = (team_id: string) => eventCallback({ team_id }, INNER_EVENTS.message("Hi"));

/** What kind of statements an action runs, but for the announcements to open dashboards, which come later. */
async function verbs(action: () => Promise<unknown>) {
  const statements = (await recordStatements(action)).map((sql) => sql.trim());
  return statements.filter((sql) => !isAnnouncement(sql)).map((sql) => sql.slice(0, 6));
}

const isAnnouncement = (sql: string) => /^select distinct .* as organizationId/.test(sql);

it("an event is stored by one statement, routed, repeated or unrouted", async () => {
  const { workspaceId } = await signInWithWorkspace();
  const routed = hello(workspaceId);
  expect(await verbs(() => deliver(routed))).toEqual(["insert"]);
  expect(await verbs(() => deliver(routed))).toEqual(["insert"]);
  expect(await verbs(() => deliver(hello(slackId("T"))))).toEqual(["insert"]);
});

it("the end of an installation takes four more, with its audit row", async () => {
  const { workspaceId } = await signInWithWorkspace();
  const uninstalled = eventCallback({ team_id: workspaceId }, INNER_EVENTS.app_uninstalled());
  expect(await verbs(() => deliver(uninstalled))).toEqual([
    "insert",
    "select",
    "update",
    "select",
    "insert",
  ]);
});

it("events that come together are announced together", async () => {
  const { workspaceId } = await signInWithWorkspace();
  const events = Array.from({ length: 50 }, () => hello(workspaceId));
  const statements = await recordStatements(() => Promise.all(events.map(deliver)));
  expect(statements.filter(isAnnouncement).length).toBeLessThan(10);
});

it("reading events takes two", async () => {
  const { owner, scope } = await signInWithWorkspace();
  const { event } = owner.api;
  expect(await verbs(() => event.list.query(scope))).toEqual(["select", "select"]);
  expect(await verbs(() => event.histogram.query({ ...scope, hours: 24 }))).toEqual([
    "select",
    "select",
  ]);
});
