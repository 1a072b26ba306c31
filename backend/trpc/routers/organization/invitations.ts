import { and, asc, count, eq, gt, lte, ne, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { z } from "zod";
import { db, transaction, type Transaction } from "../../../db/client.ts";
import { newId } from "../../../db/columns.ts";
import { isDuplicateKey } from "../../../db/helpers.ts";
import {
  organization,
  organizationInvitation as invitation,
  organizationUserMembership as membership,
  user,
} from "../../../db/schema.ts";
import { audit } from "../../audit.ts";
import { invitationInput } from "../../inputs.ts";
import { now } from "../../session.ts";
import {
  conflict,
  idInput,
  invitationNotOpen,
  invitationProcedure,
  invitedProcedure,
  limitReached,
  requireWithinLimit,
  notFound,
  orgAdminProcedure,
  orgProtectedProcedure,
  requireMayAssign,
} from "../../trpc.ts";

const LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/** Enough for any team, and few enough to be listed in one piece. */
const MAX_PENDING = 200;

const pending = (organizationId: string) =>
  and(eq(invitation.organizationId, organizationId), eq(invitation.status, "pending"));

const isOver = or(ne(invitation.status, "pending"), lte(invitation.expiresAt, now));

const counted = alias(invitation, "counted");

const alreadyInvited = (email: string) =>
  conflict(`There already is an open invitation for ${email}.`);

/** What an invitation has to do with: one statement, whatever of it there is. */
async function findInvited(organizationId: string, email: string) {
  const [found] = await db
    .select({
      membershipId: membership.id,
      invitation: { id: invitation.id, isOver: sql`${isOver}`.mapWith(Boolean) },
      pendingCount: sql`${db
        .select({ count: count() })
        .from(counted)
        .where(
          and(eq(counted.organizationId, organizationId), eq(counted.status, "pending")),
        )}`.mapWith(Number),
    })
    .from(organization)
    .leftJoin(
      invitation,
      and(eq(invitation.organizationId, organization.id), eq(invitation.email, email)),
    )
    .leftJoin(user, eq(user.email, email))
    .leftJoin(
      membership,
      and(eq(membership.userId, user.id), eq(membership.organizationId, organization.id)),
    )
    .where(eq(organization.id, organizationId));
  if (!found) throw notFound("organization");
  return found;
}

/** Ends an open invitation. Of two answers at once the second finds it closed. */
async function close(
  tx: Transaction,
  { organization: { id: organizationId }, invitation: { id } }: Invited,
  status: "accepted" | "declined",
) {
  const { rowsAffected } = await tx
    .update(invitation)
    .set({ status })
    .where(and(eq(invitation.id, id), pending(organizationId), gt(invitation.expiresAt, now)));
  if (rowsAffected === 0) throw invitationNotOpen();
}

interface Invited {
  organization: { id: string };
  invitation: { id: string };
}

export const invitationProcedures = {
  /** The invitations that wait for an answer, the oldest first. One that has expired can be sent again. */
  invitations: orgProtectedProcedure.query(({ ctx }) =>
    db
      .select({
        id: invitation.id,
        email: invitation.email,
        role: invitation.role,
        expiresAt: invitation.expiresAt,
        createdAt: invitation.createdAt,
        invitedBy: { id: user.id, name: user.name },
      })
      .from(invitation)
      .leftJoin(user, eq(user.id, invitation.invitedBy))
      .where(pending(ctx.organization.id))
      .orderBy(asc(invitation.id))
      .limit(MAX_PENDING),
  ),

  /** Opens an invitation for a week. Nobody is told: its link, /invitations/ID, is for the one who invites to pass on. */
  invite: orgAdminProcedure
    .input(invitationInput)
    .mutation(async ({ ctx, input: { email, role } }) => {
      requireMayAssign(ctx.membership.role, role);
      await requireWithinLimit("INVITATION_LIMIT", ctx.organization.id);
      const found = await findInvited(ctx.organization.id, email);
      if (found.membershipId) throw conflict(`${email} is a member already.`);
      if (found.invitation && !found.invitation.isOver) throw alreadyInvited(email);
      if (found.pendingCount >= MAX_PENDING)
        throw limitReached(
          `There are ${MAX_PENDING} invitations without an answer. Please revoke some of them first.`,
        );

      const createdAt = new Date();
      const created = {
        id: newId("inv"),
        email,
        role,
        createdAt: createdAt.toISOString(),
        expiresAt: new Date(createdAt.getTime() + LIFETIME_MS).toISOString(),
      };
      const values = {
        ...created,
        organizationId: ctx.organization.id,
        invitedBy: ctx.user.id,
        status: "pending" as const,
      };
      try {
        await transaction(async (tx) => {
          if (found.invitation) {
            // A new id too: the link of the invitation that is over stays dead.
            const { rowsAffected } = await tx
              .update(invitation)
              .set(values)
              .where(
                and(
                  eq(invitation.id, found.invitation.id),
                  eq(invitation.organizationId, ctx.organization.id),
                  isOver,
                ),
              );
            if (rowsAffected === 0) throw alreadyInvited(email);
          } else {
            await tx.insert(invitation).values(values);
          }
          await audit(tx, ctx, {
            action: "invitation.create",
            target: created.id,
            metadata: { email, after: { role } },
          });
        });
      } catch (error) {
        if (isDuplicateKey(error, "invitation_organization_id_email_unique"))
          throw alreadyInvited(email);
        throw error;
      }
      return created;
    }),

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
    ...ctx.invitation,
    organization: ctx.organization,
    invitedBy: ctx.inviter,
    isForUser: ctx.isForUser,
  })),

  /** Makes the user a member. Somebody who became one meanwhile keeps the role they have. */
  acceptInvitation: invitedProcedure.mutation(({ ctx }) =>
    transaction(async (tx) => {
      const { organization, invitation: accepted } = ctx;
      await close(tx, ctx, "accepted");
      await tx
        .insert(membership)
        .values({ organizationId: organization.id, userId: ctx.user.id, role: accepted.role })
        .onDuplicateKeyUpdate({ set: { id: sql`${membership.id}` } });
      await audit(tx, ctx, {
        action: "invitation.accept",
        target: accepted.id,
        metadata: { email: accepted.email, after: { role: accepted.role } },
      });
      return { organization };
    }),
  ),

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
