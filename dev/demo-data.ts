import { count } from "drizzle-orm";
import { drizzle } from "drizzle-orm/mysql2";
import { type ConnectionOptions, createConnection } from "mysql2/promise";
import { newId } from "../backend/db/columns.ts";
import * as schema from "../backend/db/schema.ts";
import { PEOPLE } from "./people.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Fills a database in which there is nobody yet with people, the organization `acme` and its machines. */
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

      const organizationId = newId("org");
      await tx
        .insert(schema.organization)
        .values({ id: organizationId, name: "Acme", slug: "acme" });
      await tx.insert(schema.organizationUserMembership).values([
        { organizationId, userId: owner.id, role: "owner" },
        { organizationId, userId: member.id, role: "member" },
      ]);

      const production = {
        id: newId("inst"),
        organizationId,
        name: "production",
        slug: "production",
      };
      const staging = { id: newId("inst"), organizationId, name: "staging", slug: "staging" };
      await tx.insert(schema.instance).values([production, staging]);
      await tx
        .insert(schema.machine)
        .values([
          machine(production.id, "api-1", "started", 50 * HOUR_MS),
          machine(production.id, "api-2", "started", 26 * HOUR_MS),
          machine(production.id, "worker-old", "archived", 20 * HOUR_MS),
          machine(production.id, "worker-1", "started", 3 * HOUR_MS),
          machine(staging.id, "preview", "started", 12 * MINUTE_MS),
        ]);
      await tx
        .insert(schema.event)
        .values(
          SLACK_MESSAGES.map((text, i) =>
            slackMessage(production.id, text, (SLACK_MESSAGES.length - i) * 47 * MINUTE_MS),
          ),
        );
    });
  } finally {
    await connection.end();
  }
}

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

function machine(instanceId: string, name: string, state: schema.MachineState, ageMs: number) {
  return {
    instanceId,
    name,
    type: "daytona" as const,
    state,
    createdAt: ago(ageMs),
    updatedAt: ago(ageMs),
  };
}

const SLACK_MESSAGES = [
  "The nightly build is green again.",
  "Can somebody restart worker-1?",
  "Deploying 2.14 to staging now.",
  "api-2 answers slowly since this morning.",
  "Thanks, that fixed it!",
  "Who is on call this week?",
];

function slackMessage(instanceId: string, text: string, ageMs: number) {
  const externalId = newId("ev");
  return {
    type: "slack.message",
    instanceId,
    externalId,
    workspaceId: "T000000001",
    deduplicationKey: `slack:${externalId}:${instanceId}`,
    payload: {
      type: "event_callback",
      team_id: "T000000001",
      event_id: externalId,
      event: { type: "message", channel: "C000000001", user: "U000000001", text },
    },
    createdAt: ago(ageMs),
    updatedAt: ago(ageMs),
  };
}
