import type { Database, Transaction } from "../db/client.ts";
import { auditLog } from "../db/schema.ts";
import type { AuditAction } from "./audit-actions.ts";

/** What the ladder of trpc.ts puts into the context of a signed-in call. */
export interface Actor {
  user: { id: string };
  session: { impersonatedBy: string | null };
  organization?: { id: string };
}

interface Change {
  action: AuditAction;
  /** The id of what was changed. */
  target: string;
  /**
   * What a reader of the log should know: names, and what was `before` and `after`. Never a secret.
   */
  metadata?: Record<string, unknown>;
  /** Where it is not the context's: a new organization. */
  organizationId?: string;
}

/** Writes down who did what. Call it inside the transaction of the change, so that both happen or neither. */
export async function audit(db: Database | Transaction, actor: Actor, change: Change) {
  await db.insert(auditLog).values({
    organizationId: change.organizationId ?? actor.organization?.id ?? null,
    actorId: actor.user.id,
    impersonatorId: actor.session.impersonatedBy,
    action: change.action,
    target: change.target,
    metadata: change.metadata ?? {},
  });
}
