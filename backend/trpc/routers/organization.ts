import { asc, eq } from "drizzle-orm";
import { db } from "../../db/client.ts";
import { newId } from "../../db/columns.ts";
import { withUniqueSlug } from "../../db/helpers.ts";
import { organization, organizationUserMembership as membership } from "../../db/schema.ts";
import { audit } from "../audit.ts";
import { organizationNameInput } from "../inputs.ts";
import { orgProtectedProcedure, protectedProcedure, router } from "../trpc.ts";

export const organizationRouter = router({
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
      .orderBy(asc(membership.id)),
  ),

  /** The organization with the user's own role in it. */
  get: orgProtectedProcedure.query(({ ctx }) => ({
    ...ctx.organization,
    role: ctx.membership.role,
  })),

  /** Makes an organization of which the user is the owner. */
  create: protectedProcedure.input(organizationNameInput).mutation(({ ctx, input }) =>
    withUniqueSlug(input.name, "organization_slug_unique", (slug) =>
      db.transaction(async (tx) => {
        const created = {
          id: newId("org"),
          name: input.name,
          slug,
          createdAt: new Date().toISOString(),
        };
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
});
