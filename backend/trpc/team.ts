import { and, asc, eq, or, sql } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { organizationUserMembership as membership, user } from "../db/schema.ts";
import { conflict, notFound } from "./trpc.ts";

/** The caller's own place in the organization, as the ladder found it. */
interface Caller {
  organization: { id: string };
  membership: { id: string };
}

/**
 * Locks the owners of an organization, the caller's membership and the one that is to change, all in
 * one order, until the transaction ends. What is true of them then stays true, so whoever takes an
 * owner away must come through here: that is how an organization always has an owner.
 * @param membershipId whose membership is to change; the caller's own when left out.
 */
export async function lockTeam(
  tx: Transaction,
  { organization, membership: { id: callerId } }: Caller,
  membershipId = callerId,
) {
  const rows = await tx
    .select({
      id: membership.id,
      userId: membership.userId,
      role: membership.role,
      // A subquery and not a join: the user's row is not to be locked.
      email: sql<string>`(select ${user.email} from ${user} where ${user}.${sql.identifier("id")} = ${membership}.${sql.identifier("user_id")})`,
    })
    .from(membership)
    .where(
      and(
        eq(membership.organizationId, organization.id),
        or(
          eq(membership.role, "owner"),
          eq(membership.id, callerId),
          eq(membership.id, membershipId),
        ),
      ),
    )
    .orderBy(asc(membership.id))
    .for("update");

  const caller = rows.find(({ id }) => id === callerId);
  const target = rows.find(({ id }) => id === membershipId);
  if (!caller) throw notFound("organization");
  if (!target) throw notFound("member");
  return {
    caller,
    target,
    /** @throws CONFLICT when the organization would have no owner without the target. */
    requireAnotherOwner: () => {
      if (!rows.some(({ id, role }) => role === "owner" && id !== target.id))
        throw conflict("An organization always has an owner. Make another member an owner first.");
    },
  };
}
