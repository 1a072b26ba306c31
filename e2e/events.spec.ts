import { database } from "../dev/testing/database.ts";
import { deliver, signInWithWorkspace } from "../dev/testing/slack.ts";
import { newId } from "../backend/db/columns.ts";
import { event } from "../backend/db/schema.ts";
import { eventCallback, INNER_EVENTS, slackId } from "../dev/slack-sender/events.ts";
import { expect, refuse, test, useSession } from "./fixtures.ts";

test("what happens in Slack appears by itself, and its payload can be read and copied", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { owner, scope, workspaceId } = await signInWithWorkspace();
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  await page.getByRole("link", { name: "Events" }).click();
  await expect(page.getByRole("heading", { name: "No events yet" })).toBeVisible();
  await expect(page).toHaveTitle("Events · production · Acme");
  await expect(page.getByRole("img", { name: "0 events in the last 24 hours" })).toBeVisible();

  const body = eventCallback({ team_id: workspaceId }, INNER_EVENTS.message("Hello from Slack"));
  await deliver(body);
  const row = page.getByRole("button", { name: /slack.message/ });
  await expect(row).toBeVisible();
  await expect(page.getByRole("img", { name: "1 event in the last 24 hours" })).toBeVisible();

  const payload = /\/api\/trpc\/[^?]*event\.get/;
  await page.route(payload, refuse);
  await row.click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("Too many requests.");
  await page.unroute(payload);
  await page.getByRole("button", { name: "Try again" }).click();
  const sheet = page.getByRole("dialog", { name: "slack.message" });
  await expect(sheet).toContainText('"text": "Hello from Slack"');
  // When it came, to the second: the keyboard and a finger have no hover.
  await expect(sheet).toContainText(/just now, \d+ \w+ \d{4} \d\d:\d\d:\d\d UTC/);
  await sheet.getByRole("button", { name: "Copy payload" }).click();
  await expect
    .poll(async () => JSON.parse(await page.evaluate(() => navigator.clipboard.readText())))
    .toEqual(body);

  // The open event is in the address, and Escape goes back to the list.
  await page.reload();
  await expect(sheet).toContainText(body.event_id);
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(page).toHaveURL(/\/events$/);
});

test("events are filtered by type, in the address too", async ({ page, context }) => {
  const { owner, scope, workspaceId } = await signInWithWorkspace();
  for (const type of ["message", "reaction_added", "app_mention"] as const)
    await deliver(eventCallback({ team_id: workspaceId }, INNER_EVENTS[type]("Hi")));
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}/events`);
  const rows = page.getByRole("list", { name: "Events" }).getByRole("listitem");
  await expect(rows).toHaveText([/app_mention/, /reaction_added/, /slack.message/]);

  await page.getByLabel("Filter by type").selectOption("slack.reaction_added");
  await expect(rows).toHaveText([/reaction_added/]);
  await page.reload();
  await expect(rows).toHaveText([/reaction_added/]);

  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}/events?type=slack.none`);
  await page.getByRole("link", { name: "Show all types" }).click();
  await expect(rows).toHaveCount(3);
});

test("older events come as one scrolls, and the way back leads to the newest", async ({
  page,
  context,
}) => {
  test.slow();
  const { owner, scope, instanceId, workspaceId } = await signInWithWorkspace();
  const stored = Array.from({ length: 230 }, (_, number) => {
    const externalId = slackId("Ev");
    const deduplicationKey = `slack:${externalId}:${instanceId}`;
    const ids = { id: newId("evt"), instanceId, externalId, deduplicationKey };
    return { ...ids, type: "slack.message", payload: { number } };
  });
  await database.insert(event).values(stored);
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}/events`);
  const rows = page.getByRole("list", { name: "Events" }).getByRole("listitem");
  await expect(rows).toHaveCount(50);

  const older = /\/api\/trpc\/[^?]*event\.list/;
  await page.route(older, refuse);
  await page.keyboard.press("End");
  await expect(page.getByRole("alert")).toContainText("Too many requests.");
  await expect(rows).toHaveCount(50);
  await page.unroute(older);
  await page.getByRole("button", { name: "Try again" }).click();

  await expect(async () => {
    await page.keyboard.press("End");
    await expect(rows).toHaveCount(230, { timeout: 500 });
  }).toPass();
  // Not innerText, which is empty for what is scrolled out of sight.
  const shown = await rows.locator("code").allTextContents();
  expect(shown).toEqual(stored.map(({ externalId }) => externalId).toReversed());

  const body = eventCallback({ team_id: workspaceId }, INNER_EVENTS.app_mention("Hi"));
  await deliver(body);
  await page.getByRole("button", { name: "Back to the newest" }).click();
  await expect(rows.first()).toContainText("slack.app_mention");
});
