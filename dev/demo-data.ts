import { count } from "drizzle-orm";
import { drizzle } from "drizzle-orm/mysql2";
import { type ConnectionOptions, createConnection } from "mysql2/promise";
import { SLACK_BOT_SCOPES } from "../backend/auth/slack-scopes.ts";
import { idAt, newId } from "../backend/db/columns.ts";
import * as schema from "../backend/db/schema.ts";
import type { AuditAction } from "../backend/trpc/audit-actions.ts";
import { PEOPLE } from "./people.ts";
import { everydayEvent } from "./slack-sender/events.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The workspace that the emulated Slack installs the bot in, so that installing it again renews this connection. */
const WORKSPACE = { id: "T000000001", name: "Acme" };

/**
 * Fills an empty database with users, the organization `acme` with its machines and its Slack workspace, and the
 * platform admin's organization.
 */
export async function insertDemoData(options: ConnectionOptions) {
  const connection = await createConnection({ ...options, timezone: "Z" });
  try {
    await drizzle(connection, { schema, mode: "default" }).transaction(async (tx) => {
      const [people] = await tx.select({ count: count() }).from(schema.user);
      if (people?.count) return;

      const [admin, owner, member] = PEOPLE.map(({ email, name }) => ({
        id: newId("usr"),
        email,
        name,
        emailVerified: true,
        role: email.startsWith("admin@") ? "admin" : "user",
      }));
      if (!admin || !owner || !member) throw new Error("The demo data needs three people.");
      await tx.insert(schema.user).values([admin, owner, member]);

      const acme = organization("Acme", "acme");
      const platform = organization("Platform", "platform");
      await tx.insert(schema.organization).values([acme, platform]);
      await tx.insert(schema.organizationUserMembership).values([
        { organizationId: acme.id, userId: owner.id, role: "owner" },
        { organizationId: acme.id, userId: member.id, role: "member" },
        { organizationId: platform.id, userId: admin.id, role: "owner" },
      ]);

      const production = instance(acme, "production");
      const staging = instance(acme, "staging");
      const tools = instance(platform, "tools");
      await tx.insert(schema.instance).values([production, staging, tools]);
      await tx
        .insert(schema.machine)
        .values([
          machine(production.id, "api-1", "started", 50 * HOUR_MS),
          machine(production.id, "api-2", "started", 26 * HOUR_MS),
          machine(production.id, "worker-old", "archived", 20 * HOUR_MS),
          machine(production.id, "worker-1", "started", 3 * HOUR_MS),
          machine(staging.id, "preview", "started", 12 * MINUTE_MS),
          machine(tools.id, "runner-1", "started", 8 * HOUR_MS),
        ]);

      // Without a token: the emulated Slack has given none, so there is none to revoke.
      const workspace = {
        id: newId("acc"),
        providerId: "slack-bot",
        accountId: WORKSPACE.id,
        userId: owner.id,
        scope: SLACK_BOT_SCOPES.join(","),
        metadata: { name: WORKSPACE.name, enterprise: false },
      };
      await tx.insert(schema.account).values(workspace);
      await tx.insert(schema.instanceAccountPermission).values({
        instanceId: production.id,
        accountId: workspace.id,
        createdBy: owner.id,
        ...at(CONNECTED_MS),
      });
      await tx.insert(schema.event).values(slackEvents(production.id));

      const name = ({ name }: { name: string }) => ({ name });
      await tx
        .insert(schema.auditLog)
        .values([
          change("organization.create", owner, acme, acme.id, name(acme), 72 * HOUR_MS),
          change("instance.create", owner, acme, production.id, name(production), 71 * HOUR_MS),
          change("instance.create", owner, acme, staging.id, name(staging), 70 * HOUR_MS),
          change(
            "slack.connect",
            owner,
            acme,
            production.id,
            { workspaceId: WORKSPACE.id, workspace: WORKSPACE.name },
            CONNECTED_MS,
          ),
          change("organization.create", admin, platform, platform.id, name(platform), 9 * HOUR_MS),
        ]);
    });
  } finally {
    await connection.end();
  }
}

/** Before the first event came. */
const CONNECTED_MS = 60 * HOUR_MS;

/** The times of a row that was written that long ago. */
function at(ageMs: number) {
  const time = new Date(Date.now() - ageMs).toISOString();
  return { createdAt: time, updatedAt: time };
}

const idOfAge = (prefix: string, ageMs: number) => idAt(prefix, new Date(Date.now() - ageMs));

const organization = (name: string, slug: string) => ({ id: newId("org"), name, slug });

const instance = ({ id: organizationId }: { id: string }, name: string) => ({
  id: newId("inst"),
  organizationId,
  name,
  slug: name,
});

const machine = (instanceId: string, name: string, state: schema.MachineState, ageMs: number) => ({
  id: idOfAge("mach", ageMs),
  instanceId,
  name,
  type: "daytona" as const,
  state,
  ...at(ageMs),
});

/** Those of the last day: more the shorter ago, as the stretches between them grow. */
function slackEvents(instanceId: string) {
  return Array.from({ length: 30 }, (_, number) => {
    const ageMs = (number + 1) ** 2 * 1.55 * MINUTE_MS;
    const payload = everydayEvent({ team_id: WORKSPACE.id }, number, new Date(Date.now() - ageMs));
    return {
      id: idOfAge("evt", ageMs),
      type: `slack.${payload.event.type}`,
      instanceId,
      externalId: payload.event_id,
      workspaceId: WORKSPACE.id,
      deduplicationKey: `slack:${payload.event_id}:${instanceId}`,
      payload,
      ...at(ageMs),
    };
  });
}

const change = (
  action: AuditAction,
  { id: actorId }: { id: string },
  { id: organizationId }: { id: string },
  target: string,
  metadata: Record<string, string>,
  ageMs: number,
) => ({
  id: idOfAge("aud", ageMs),
  action,
  actorId,
  organizationId,
  target,
  metadata,
  ...at(ageMs),
});
