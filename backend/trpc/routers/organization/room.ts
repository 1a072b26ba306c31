import { and, count, eq, gte, sql } from "drizzle-orm";
import type { Transaction } from "../../../db/client.ts";
import { idAt } from "../../../db/columns.ts";
import { auditLog, organizationUserMembership as membership, user } from "../../../db/schema.ts";
import { limitReached, notFound } from "../../trpc.ts";
import { MAX_ORGANIZATIONS } from "../../viewer.ts";

const MAX_CREATED_A_DAY = 20;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Locks the user, so that of two memberships that begin at the same moment one is the last. Comes first in a
 * transaction: what is counted is what there was at the transaction's first read.
 */
export async function requireRoomForOrganization(tx: Transaction, userId: string) {
  const existing = tx
    .select({ count: count() })
    .from(membership)
    .where(eq(membership.userId, user.id));
  const [locked] = await tx
    .select({ organizations: sql`${existing}`.mapWith(Number) })
    .from(user)
    .where(eq(user.id, userId))
    .for("update");
  if (!locked) throw notFound("user");
  if (locked.organizations >= MAX_ORGANIZATIONS)
    throw limitReached(
      `A person is a member of at most ${MAX_ORGANIZATIONS} organizations. Please leave one first.`,
    );
}

/** Counts in the audit log, where deleted organizations count as well. The user is locked already. */
export async function requireFewCreated(tx: Transaction, userId: string) {
  const [created] = await tx
    .select({ count: count() })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.actorId, userId),
        gte(auditLog.id, idAt("aud", new Date(Date.now() - DAY_MS))),
        eq(auditLog.action, "organization.create"),
      ),
    );
  if (created && created.count >= MAX_CREATED_A_DAY)
    throw limitReached(
      `A person creates at most ${MAX_CREATED_A_DAY} organizations a day. Please try again tomorrow.`,
    );
}
