import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { signIn } from "../../../../dev/testing/client.ts";
import { database } from "../../../../dev/testing/database.ts";
import { deliver, signInWithWorkspace } from "../../../../dev/testing/slack.ts";
import { eventCallback, INNER_EVENTS, slackId } from "../../../../dev/slack-sender/events.ts";
import { user } from "../../../db/schema.ts";

const hello = (team_id: string) => eventCallback({ team_id }, INNER_EVENTS.message("Hi"));

it("admin.unroutedEvents shows platform admins what has no home, page by page", async () => {
  const { workspaceId, owner } = await signInWithWorkspace();
  const bodies = [hello(slackId("T")), hello(slackId("T")), hello(slackId("T"))];
  const routed = hello(workspaceId);
  for (const body of [...bodies, routed]) await deliver(body);

  const admin = await signIn();
  const { user: me } = await admin.api.user.me.query();
  const forbidden = { data: { code: "FORBIDDEN" } };
  await expect(admin.api.admin.unroutedEvents.query({})).rejects.toMatchObject(forbidden);
  await expect(owner.api.admin.unroutedEvents.query({})).rejects.toMatchObject(forbidden);
  await database.update(user).set({ role: "admin" }).where(eq(user.id, me.id));

  const seen: string[] = [];
  const ours = () => bodies.filter(({ event_id }) => seen.includes(event_id));
  let cursor: string | undefined;
  do {
    const page = await admin.api.admin.unroutedEvents.query({
      limit: 2,
      ...(cursor && { cursor }),
    });
    seen.push(...page.items.map(({ externalId }) => externalId ?? ""));
    cursor = page.nextCursor ?? undefined;
  } while (cursor && ours().length < bodies.length);
  expect(ours()).toEqual(bodies);
  expect(seen).not.toContain(routed.event_id);
});
