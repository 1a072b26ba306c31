import { and, desc, eq, gte, lt, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { z } from "zod";
import { db } from "../db/client.ts";
import { idAt } from "../db/columns.ts";
import { auditLog, user } from "../db/schema.ts";
import { AUDIT_ACTIONS } from "./audit-actions.ts";
import { pageInput, toPage } from "./page.ts";
import { idInput } from "./trpc.ts";

export const auditLogInput = pageInput.extend({
  action: z.enum(AUDIT_ACTIONS).optional(),
  actorId: idInput.optional(),
  /** From this time on. */
  from: z.iso.datetime().optional(),
  /** Before this time. */
  until: z.iso.datetime().optional(),
});

const actor = alias(user, "actor");
const impersonator = alias(user, "impersonator");

/**
 * A page of the audit log, the newest first. Actors are null once their account is deleted; the entry
 * stays, with their id.
 * @param scope what of the log the caller may see; undefined for all of it.
 */
export async function readAuditLog(
  scope: SQL | undefined,
  { cursor, limit, action, actorId, from, until }: z.infer<typeof auditLogInput>,
) {
  const rows = await db
    .select({
      id: auditLog.id,
      action: auditLog.action,
      target: auditLog.target,
      metadata: auditLog.metadata,
      createdAt: auditLog.createdAt,
      organizationId: auditLog.organizationId,
      actorId: auditLog.actorId,
      actor: { id: actor.id, name: actor.name, email: actor.email },
      impersonator: { id: impersonator.id, name: impersonator.name, email: impersonator.email },
    })
    .from(auditLog)
    .leftJoin(actor, eq(actor.id, auditLog.actorId))
    .leftJoin(impersonator, eq(impersonator.id, auditLog.impersonatorId))
    .where(
      and(
        scope,
        cursor ? lt(auditLog.id, cursor) : undefined,
        action && eq(auditLog.action, action),
        actorId ? eq(auditLog.actorId, actorId) : undefined,
        // The time is in the ids, which every index of the table ends with.
        from ? gte(auditLog.id, idAt("aud", new Date(from))) : undefined,
        until ? lt(auditLog.id, idAt("aud", new Date(until))) : undefined,
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(limit + 1);
  return toPage(rows, limit);
}
