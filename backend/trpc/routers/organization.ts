import { asc, eq } from "drizzle-orm";
import { releaseInBackground, workspacesLinkedTo } from "../../auth/unlinked-workspaces.ts";
import { db, transaction } from "../../db/client.ts";
import { newId } from "../../db/columns.ts";
import { withUniqueSlug } from "../../db/helpers.ts";
import {
  auditLog,
  instance,
  organization,
  organizationUserMembership as membership,
} from "../../db/schema.ts";
import { disconnectOrganization } from "../../live/live.ts";
import { auditLogInput, readAuditLog } from "../audit-log.ts";
import { looksLike } from "../../utils/names.ts";
import { audit } from "../audit.ts";
import { confirmNameInput, organizationNameInput } from "../inputs.ts";
import { readSlackConnections } from "../slack-connections.ts";
import {
  invalid,
  orgAdminProcedure,
  orgProtectedProcedure,
  protectedProcedure,
  recentOwnerProcedure,
  router,
} from "../trpc.ts";
import { MAX_ORGANIZATIONS } from "../viewer.ts";
import { invitationProcedures } from "./organization/invitations.ts";
import { memberProcedures } from "./organization/members.ts";
import { requireFewCreated, requireRoomForOrganization } from "./organization/room.ts";
import { lockOrganization, restSlugs, slugProcedures } from "./organization/slug.ts";

export const organizationRouter = router({
  ...slugProcedures,
  ...memberProcedures,
  ...invitationProcedures,

  /** The organizations of the user, the oldest membership first. */
  list: protectedProcedure.query(({ ctx }) =>
    db
      .select({
        id: organization.id,
        name: organization.name,
        slug: organization.slug,
        createdAt: organization.createdAt,
        role: membership.role,
      })
      .from(membership)
      .innerJoin(organization, eq(organization.id, membership.organizationId))
      .where(eq(membership.userId, ctx.user.id))
      .orderBy(asc(membership.id))
      .limit(MAX_ORGANIZATIONS),
  ),

  /** The organization with the user's own role in it. */
  get: orgProtectedProcedure.query(({ ctx }) => ({
    ...ctx.organization,
    role: ctx.membership.role,
  })),

  /** The Slack workspaces of all its instances. */
  slackConnections: orgProtectedProcedure.query(({ ctx }) =>
    readSlackConnections(eq(instance.organizationId, ctx.organization.id)),
  ),

  /** Makes an organization of which the user is the owner. */
  create: protectedProcedure.input(organizationNameInput).mutation(({ ctx, input }) =>
    withUniqueSlug(input.name, "organization_slug_unique", (slug) =>
      transaction(async (tx) => {
        const created = {
          id: newId("org"),
          name: input.name,
          slug,
          createdAt: new Date().toISOString(),
        };
        await requireRoomForOrganization(tx, ctx.user.id);
        await requireFewCreated(tx, ctx.user.id);
        await tx.insert(organization).values(created);
        await tx
          .insert(membership)
          .values({ organizationId: created.id, userId: ctx.user.id, role: "owner" });
        await audit(tx, ctx, {
          action: "organization.create",
          organizationId: created.id,
          target: created.id,
          metadata: { name: created.name },
        });
        return { ...created, role: "owner" as const };
      }),
    ),
  ),

  /** Renames the organization; its slug stays. */
  update: orgAdminProcedure
    .input(organizationNameInput)
    .mutation(({ ctx: { organization: before, ...ctx }, input: { name } }) =>
      transaction(async (tx) => {
        await tx.update(organization).set({ name }).where(eq(organization.id, before.id));
        await audit(
          tx,
          { ...ctx, organization: before },
          {
            action: "organization.update",
            target: before.id,
            metadata: { before: { name: before.name }, after: { name } },
          },
        );
        return { ...before, name };
      }),
    ),

  /** Deletes the organization with everything in it. Its audit log stays, for platform admins. */
  delete: recentOwnerProcedure.input(confirmNameInput).mutation(async ({ ctx, input }) => {
    const { id, name } = ctx.organization;
    if (!looksLike(input.confirmName, name))
      throw invalid("confirmName", `Please type the organization's name, ${name}.`);
    const workspaces = await transaction(async (tx) => {
      const { slug } = await lockOrganization(tx, id);
      const linked = await workspacesLinkedTo(tx, eq(instance.organizationId, id));
      await restSlugs(tx, id, slug);
      await tx.delete(organization).where(eq(organization.id, id));
      await audit(tx, ctx, {
        action: "organization.delete",
        target: id,
        metadata: { before: { name, slug } },
      });
      return linked;
    });
    disconnectOrganization(id);
    releaseInBackground(workspaces);
    return { id };
  }),

  /** Who changed what in the organization, the newest first. */
  auditLog: orgProtectedProcedure
    .input(auditLogInput)
    .query(({ ctx, input }) =>
      readAuditLog(eq(auditLog.organizationId, ctx.organization.id), input),
    ),
});
