import { and, asc, eq, gt } from "drizzle-orm";
import { z } from "zod";
import { db, type Transaction, transaction } from "../../../db/client.ts";
import { organizationUserMembership as membership, user } from "../../../db/schema.ts";
import { disconnectMember } from "../../../live/live.ts";
import { audit } from "../../audit.ts";
import { pageInput, toPage } from "../../page.ts";
import { lockTeam } from "../../team.ts";
import {
  idInput,
  orgAdminProcedure,
  orgProtectedProcedure,
  requireMayAssign,
  requireMayMakeOwners,
  roleGivingProcedure,
} from "../../trpc.ts";

const ofOrganization = (organizationId: string, membershipId: string) =>
  and(eq(membership.id, membershipId), eq(membership.organizationId, organizationId));

const endMembership = (tx: Transaction, organizationId: string, membershipId: string) =>
  tx.delete(membership).where(ofOrganization(organizationId, membershipId));

const memberInput = z.object({ membershipId: idInput });

export const memberProcedures = {
  /** Who belongs to the organization, the longest member first. */
  members: orgProtectedProcedure.input(pageInput).query(async ({ ctx, input }) => {
    const rows = await db
      .select({
        id: membership.id,
        role: membership.role,
        createdAt: membership.createdAt,
        user: { id: user.id, name: user.name, email: user.email, image: user.image },
      })
      .from(membership)
      .innerJoin(user, eq(user.id, membership.userId))
      .where(
        and(
          eq(membership.organizationId, ctx.organization.id),
          input.cursor ? gt(membership.id, input.cursor) : undefined,
        ),
      )
      .orderBy(asc(membership.id))
      .limit(input.limit + 1);
    return toPage(rows, input.limit);
  }),

  setMemberRole: roleGivingProcedure
    .input(memberInput)
    .mutation(({ ctx, input: { membershipId, role } }) =>
      transaction(async (tx) => {
        const { caller, target, requireAnotherOwner } = await lockTeam(tx, ctx, membershipId);
        requireMayAssign(caller.role, target.role, role);
        requireMayMakeOwners(ctx, role);
        if (role === target.role) return { id: target.id, role };
        requireAnotherOwner();
        await tx
          .update(membership)
          .set({ role })
          .where(ofOrganization(ctx.organization.id, target.id));
        await audit(tx, ctx, {
          action: "member.setRole",
          target: target.id,
          metadata: {
            userId: target.userId,
            email: target.email,
            before: { role: target.role },
            after: { role },
          },
        });
        return { id: target.id, role };
      }),
    ),

  removeMember: orgAdminProcedure
    .input(memberInput)
    .mutation(async ({ ctx, input: { membershipId } }) => {
      const organizationId = ctx.organization.id;
      const { id, userId } = await transaction(async (tx) => {
        const { caller, target, requireAnotherOwner } = await lockTeam(tx, ctx, membershipId);
        requireMayAssign(caller.role, target.role);
        requireAnotherOwner();
        await endMembership(tx, organizationId, target.id);
        await audit(tx, ctx, {
          action: "member.remove",
          target: target.id,
          metadata: { userId: target.userId, email: target.email, before: { role: target.role } },
        });
        return target;
      });
      disconnectMember({ organizationId, userId });
      return { id };
    }),

  leave: orgProtectedProcedure.mutation(async ({ ctx }) => {
    const organizationId = ctx.organization.id;
    const { id, userId } = await transaction(async (tx) => {
      const { caller, requireAnotherOwner } = await lockTeam(tx, ctx);
      requireAnotherOwner();
      await endMembership(tx, organizationId, caller.id);
      await audit(tx, ctx, {
        action: "member.leave",
        target: caller.id,
        metadata: { userId: caller.userId, email: caller.email, before: { role: caller.role } },
      });
      return caller;
    });
    disconnectMember({ organizationId, userId });
    return { id };
  }),
};
