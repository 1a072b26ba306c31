import { eq, inArray } from "drizzle-orm";
import { drizzle } from "drizzle-orm/mysql2";
import { event, machine } from "../backend/db/schema.ts";
import { everydayEvent } from "../dev/slack-sender/events.ts";
import { signatureHeaders } from "../dev/slack-sender/send.ts";
import { localAppEnv } from "../env.ts";
import { listPath } from "./list.ts";
import type { Bench } from "./part.ts";
import { linkWorkspace } from "./slack.ts";

/** What people, their pages and Slack send in turn, and what of it was accepted. */
export async function mixedTraffic(bench: Bench) {
  const { mysql, seed, stack } = bench;
  const { edge } = bench.urls;
  const db = drizzle(mysql);
  const { SLACK_SIGNING_SECRET } = localAppEnv(stack);
  const workspaceId = await linkWorkspace(bench);
  const machines = await db
    .select({ id: machine.id, instanceId: machine.instanceId })
    .from(machine)
    .where(
      inArray(
        machine.instanceId,
        seed.people.map(({ instanceId }) => instanceId),
      ),
    );
  /** The last name that each machine was given, by its id. */
  const names = new Map<string, string>();
  const eventIds = new Set<string>();
  const renaming = new Set<string>();
  let sequence = 0;

  const ask = async (path: string, init: RequestInit) => {
    const response = await fetch(`${edge}${path}`, { redirect: "manual", ...init });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${path.split("?")[0]}: ${response.status}`);
  };

  async function loadPage(i: number) {
    const { organizationSlug, instanceSlug, cookie } = seed.person(i);
    await ask(`/${organizationSlug}/${instanceSlug}`, { headers: { cookie } });
  }

  async function list(i: number) {
    const person = seed.person(i);
    await ask(listPath(person), { headers: { cookie: person.cookie } });
  }

  /** A machine is renamed by one at a time, so that its last name is known. */
  async function rename(i: number) {
    const one = machines[i % machines.length];
    const person = seed.people.find(({ instanceId }) => instanceId === one?.instanceId);
    if (!one || !person || renaming.has(one.id)) return;
    const { organizationSlug, instanceSlug, cookie } = person;
    const name = `soak-${i}`;
    const body = JSON.stringify({ organizationSlug, instanceSlug, machineId: one.id, name });
    const headers = { cookie, origin: edge, "content-type": "application/json" };
    renaming.add(one.id);
    try {
      await ask("/api/trpc/machine.rename", { method: "POST", headers, body });
      names.set(one.id, name);
    } finally {
      renaming.delete(one.id);
    }
  }

  async function deliver(i: number) {
    const delivery = everydayEvent({ team_id: workspaceId }, i);
    const body = JSON.stringify(delivery);
    const headers = signatureHeaders(body, SLACK_SIGNING_SECRET);
    await ask("/api/integrations/slack/webhook", { method: "POST", headers, body });
    eventIds.add(delivery.event_id);
  }

  const turns = [loadPage, list, loadPage, rename, list, loadPage, deliver, list, rename, deliver];

  return {
    /** Sends the next request. @throws when it is answered with anything but 200. */
    next: async () => {
      const i = sequence++;
      await turns[i % turns.length]?.(i);
    },
    accepted: () => names.size + eventIds.size,
    /** How many of the accepted writes are not in the database. */
    missing: async () => {
      const now = await db.select({ id: machine.id, name: machine.name }).from(machine);
      const current = new Map(now.map(({ id, name }) => [id, name]));
      const lost = [...names].filter(([id, name]) => current.get(id) !== name);
      const events = await db
        .select({ id: event.externalId })
        .from(event)
        .where(eq(event.workspaceId, workspaceId));
      const stored = new Set(events.map(({ id }) => id));
      return lost.length + [...eventIds].filter((id) => !stored.has(id)).length;
    },
  };
}
