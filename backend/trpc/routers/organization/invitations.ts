import { and, asc, eq, gte, sql } from "drizzle-orm";
import { z } from "zod";
import { db, transaction, type Transaction } from "../../../db/client.ts";
import { idAt } from "../../../db/columns.ts";
import {
  auditLog,
  organizationInvitation as invitation,
  organizationUserMembership as membership,
} from "../../../db/schema.ts";
import { audit } from "../../audit.ts";
import {
  flag,
  inviter,
  inviterMayStillGive,
  inviterMembership,
  isInviter,
  isInviterMembership,
  isUnanswered,
} from "../../open-invitation.ts";
import {
  idInput,
  invitationNotOpen,
  invitationProcedure,
  invitedProcedure,
  notFound,
  orgAdminProcedure,
  orgProtectedProcedure,
  requireMayMakeOwners,
} from "../../trpc.ts";
import { invite, MAX_PENDING } from "./invite.ts";
import { requireRoomForOrganization } from "./room.ts";

const pending = (organizationId: string) =>
  and(eq(invitation.organizationId, organizationId), eq(invitation.status, "pending"));

/** Ends an open invitation. Of two answers at once the second finds it closed. */
async function close(
  tx: Transaction,
  { organization: { id: organizationId }, invitation: { id } }: Invited,
  status: "accepted" | "declined",
) {
  const { rowsAffected } = await tx
    .update(invitation)
    .set({ status })
    .where(and(eq(invitation.id, id), eq(invitation.organizationId, organizationId), isUnanswered));
  if (rowsAffected === 0) throw invitationNotOpen();
}

/**
 * Locks what lets the inviter give the role, so that they are removed, demoted or banned before or after,
 * and not meanwhile.
 */
async function lockInviter(tx: Transaction, { id }: { id: string }) {
  const [found] = await tx
    .select({ id: inviter.id, email: inviter.email })
    .from(invitation)
    .innerJoin(inviter, isInviter)
    .innerJoin(inviterMembership, isInviterMembership)
    .where(and(eq(invitation.id, id), inviterMayStillGive))
    .for("share");
  if (!found) throw invitationNotOpen();
  return found;
}

/** The platform admin who made the invitation while acting as the inviter. */
async function findImpersonator(tx: Transaction, { organization, invitation }: Invited) {
  const [created] = await tx
    .select({ impersonatorId: auditLog.impersonatorId })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.organizationId, organization.id),
        // The invitation's row comes right after: the log is read from there on.
        gte(auditLog.id, idAt("aud", new Date(invitation.createdAt))),
        eq(auditLog.action, "invitation.create"),
        eq(auditLog.target, invitation.id),
      ),
    )
    .orderBy(asc(auditLog.id))
    .limit(1);
  return created?.impersonatorId ?? null;
}

interface Invited {
  organization: { id: string };
  invitation: { id: string; createdAt: string };
}

export const invitationProcedures = {
  invite,

  /** The invitations that wait for an answer, the oldest first. One that can't be accepted any more can be sent again. */
  invitations: orgProtectedProcedure.query(({ ctx }) =>
    db
      .select({
        id: invitation.id,
        email: invitation.email,
        role: invitation.role,
        expiresAt: invitation.expiresAt,
        createdAt: invitation.createdAt,
        invitedBy: { id: inviter.id, name: inviter.name },
        /** Otherwise it can't be accepted any more. */
        inviterMayStillGive: flag(inviterMayStillGive),
      })
      .from(invitation)
      .leftJoin(inviter, isInviter)
      .leftJoin(inviterMembership, isInviterMembership)
      .where(pending(ctx.organization.id))
      .orderBy(asc(invitation.id))
      .limit(MAX_PENDING),
  ),

  revokeInvitation: orgAdminProcedure
    .input(z.object({ invitationId: idInput }))
    .mutation(({ ctx, input }) => {
      const open = and(eq(invitation.id, input.invitationId), pending(ctx.organization.id));
      return transaction(async (tx) => {
        const [revoked] = await tx
          .select({ id: invitation.id, email: invitation.email, role: invitation.role })
          .from(invitation)
          .where(open)
          .for("update");
        if (!revoked) throw notFound("invitation");
        await tx.update(invitation).set({ status: "revoked" }).where(open);
        await audit(tx, ctx, {
          action: "invitation.revoke",
          target: revoked.id,
          metadata: { email: revoked.email, before: { role: revoked.role } },
        });
        return { id: revoked.id };
      });
    }),

  /** What somebody who followed an invitation's link should know of it, whoever it is for. */
  invitation: invitationProcedure.query(({ ctx }) => ({
    id: ctx.invitation.id,
    email: ctx.invitation.email,
    role: ctx.invitation.role,
    expiresAt: ctx.invitation.expiresAt,
    organization: ctx.organization,
    invitedBy: ctx.inviter,
    isForUser: ctx.isForUser,
  })),

  /** Makes the user a member. Somebody who became one meanwhile keeps the role they have. */
  acceptInvitation: invitedProcedure.mutation(({ ctx }) => {
    const { organization, invitation: accepted } = ctx;
    requireMayMakeOwners(ctx, accepted.role);
    return transaction(async (tx) => {
      await requireRoomForOrganization(tx, ctx.user.id);
      await close(tx, ctx, "accepted");
      const invitedBy = await lockInviter(tx, accepted);
      const impersonatorId = await findImpersonator(tx, ctx);
      await tx
        .insert(membership)
        .values({ organizationId: organization.id, userId: ctx.user.id, role: accepted.role })
        .onDuplicateKeyUpdate({ set: { id: sql`${membership.id}` } });
      await audit(tx, ctx, {
        action: "invitation.accept",
        target: accepted.id,
        metadata: {
          email: accepted.email,
          after: { role: accepted.role },
          invitedBy: { ...invitedBy, impersonatorId },
        },
      });
      return { organization };
    });
  }),

  declineInvitation: invitedProcedure.mutation(({ ctx }) =>
    transaction(async (tx) => {
      const { invitation: declined } = ctx;
      await close(tx, ctx, "declined");
      await audit(tx, ctx, {
        action: "invitation.decline",
        target: declined.id,
        metadata: { email: declined.email, before: { role: declined.role } },
      });
      return { id: declined.id };
    }),
  ),
};
