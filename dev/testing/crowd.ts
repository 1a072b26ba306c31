import { newId } from "../../backend/db/columns.ts";
import * as schema from "../../backend/db/schema.ts";
import { database, execute } from "./database.ts";

/** Tables that grow with the number of customers. */
export const GROWING_TABLES = [
  "user",
  "session",
  "account",
  "verification",
  "organization",
  "organization_slug_redirect",
  "organization_user_membership",
  "organization_invitation",
  "instance",
  "instance_account_permission",
  "machine",
  "repo",
  "event",
  "audit_log",
] as const;

const CHUNK = 500;

/**
 * Fills every growing table with rows of other people, so that MySQL plans as it does for many: with
 * a handful of rows it reads the whole table, whatever indexes there are.
 */
export async function insertCrowd(size: number) {
  for (let from = 0; from < size; from += CHUNK) await insertTenants(Math.min(CHUNK, size - from));
  await execute(`analyze table ${GROWING_TABLES.join(", ")}`);
}

/** Somebody with an organization each, and one of everything in it. */
async function insertTenants(count: number) {
  const tenants = Array.from({ length: count }, () => ({
    userId: newId("usr"),
    organizationId: newId("org"),
    instanceId: newId("inst"),
    accountId: newId("acc"),
    word: crypto.randomUUID(),
  }));
  const later = new Date(Date.now() + 24 * 60 * 60 * 1000);
  const each = <T>(row: (tenant: (typeof tenants)[number]) => T) => tenants.map(row);

  await database
    .insert(schema.user)
    .values(each(({ userId: id, word }) => ({ id, name: "Crowd", email: `${word}@example.com` })));
  await database
    .insert(schema.session)
    .values(each(({ userId, word }) => ({ userId, token: word, expiresAt: later })));
  await database.insert(schema.account).values(
    each(({ userId, accountId: id, word }) => ({
      id,
      userId,
      accountId: word,
      providerId: "slack-bot",
    })),
  );
  await database
    .insert(schema.verification)
    .values(each(({ word }) => ({ identifier: word, value: "crowd", expiresAt: later })));
  await database
    .insert(schema.organization)
    .values(each(({ organizationId: id, word }) => ({ id, name: "Crowd", slug: word })));
  await database
    .insert(schema.organizationSlugRedirect)
    .values(each(({ organizationId, word }) => ({ organizationId, slug: `old-${word}` })));
  await database
    .insert(schema.organizationUserMembership)
    .values(
      each(({ organizationId, userId }) => ({ organizationId, userId, role: "owner" as const })),
    );
  await database.insert(schema.organizationInvitation).values(
    each(({ organizationId, word }) => ({
      organizationId,
      email: `invited-${word}@example.com`,
      role: "member" as const,
      expiresAt: later.toISOString(),
    })),
  );
  await database.insert(schema.instance).values(
    each(({ instanceId: id, organizationId, word }) => ({
      id,
      organizationId,
      name: "production",
      slug: word,
    })),
  );
  await database
    .insert(schema.instanceAccountPermission)
    .values(each(({ instanceId, accountId }) => ({ instanceId, accountId })));
  await database
    .insert(schema.machine)
    .values(each(({ instanceId }) => ({ instanceId, name: "machine", type: "daytona" as const })));
  await database.insert(schema.repo).values(
    each(({ instanceId, word }) => ({
      instanceId,
      provider: "github",
      repoId: word,
      branch: "main",
    })),
  );
  await insertEvents(each(({ instanceId }) => instanceId));
  await insertAuditLog(each(({ organizationId, userId }) => ({ organizationId, actorId: userId })));
}

/** An event for each of these instances, which may repeat: one an hour, back from now. */
export async function insertEvents(instanceIds: string[]) {
  await database.insert(schema.event).values(
    instanceIds.map((instanceId, i) => ({
      instanceId,
      type: `slack.crowd_${i % 5}`,
      payload: { event: { type: "crowd" } },
      deduplicationKey: crypto.randomUUID(),
      createdAt: new Date(Date.now() - i * 60 * 60 * 1000).toISOString(),
    })),
  );
}

/** An entry for each of these organizations, which may repeat. */
export async function insertAuditLog(entries: { organizationId: string; actorId: string }[]) {
  await database
    .insert(schema.auditLog)
    .values(
      entries.map((entry) => ({ ...entry, action: "machine.delete", target: newId("mach") })),
    );
}
