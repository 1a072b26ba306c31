import { eq } from "drizzle-orm";
import type { Database, Transaction } from "../db/client.ts";
import { auditLog, organizationUserMembership as membership } from "../db/schema.ts";
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

/**
 * Writes down who did what, each change as a row. Call it inside the transaction of the change, so that both
 * happen or neither.
 * @param actor undefined for changes that another service reports, such as Slack.
 */
export async function audit(
  db: Database | Transaction,
  actor: Actor | undefined,
  ...changes: Change[]
) {
  if (changes.length === 0) return;
  await db.insert(auditLog).values(
    changes.map(({ organizationId, action, target, metadata = {} }) => ({
      organizationId: organizationId ?? actor?.organization?.id ?? null,
      actorId: actor?.user.id ?? null,
      impersonatorId: actor?.session.impersonatedBy ?? null,
      action,
      target,
      metadata,
    })),
  );
}

/** The organizations of a person, whose owners should know what lets others act as that person. */
export async function organizationsOf(db: Database | Transaction, userId: string) {
  const memberships = await db
    .select({ organizationId: membership.organizationId })
    .from(membership)
    .where(eq(membership.userId, userId));
  return memberships.map(({ organizationId }) => organizationId);
}

/** The same change as a row of the platform, and as one of each of these organizations. */
export const inEach = (organizationIds: string[], change: Change): Change[] => [
  change,
  ...organizationIds.map((organizationId) => ({ ...change, organizationId })),
];
