import { and, eq, gt, ne, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import {
  organizationInvitation as invitation,
  organizationUserMembership as membership,
  user,
} from "../db/schema.ts";
import { notBanned, now } from "./session.ts";

// An invitation is worth what its inviter may still give. Statements about open invitations join the two
// tables below; nothing is written to an invitation when its inviter is removed, demoted or banned.

export const inviter = alias(user, "inviter");
export const inviterMembership = alias(membership, "inviter_membership");

export const isInviter = eq(inviter.id, invitation.invitedBy);
export const isInviterMembership = and(
  eq(inviterMembership.userId, invitation.invitedBy),
  eq(inviterMembership.organizationId, invitation.organizationId),
);

export const isUnanswered = and(eq(invitation.status, "pending"), gt(invitation.expiresAt, now));

/** The rule of requireMayAssign in SQL. null where the inviter is gone. */
export const inviterMayStillGive = and(
  notBanned(inviter),
  or(
    eq(inviterMembership.role, "owner"),
    and(eq(inviterMembership.role, "admin"), ne(invitation.role, "owner")),
  ),
);

/** A condition as a column, false where it is null. */
export const flag = (condition: SQL | undefined) =>
  sql`(${condition}) is true`.mapWith((value) => Number(value) === 1);
