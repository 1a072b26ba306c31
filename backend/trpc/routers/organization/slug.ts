import { and, eq, exists, sql } from "drizzle-orm";
import { db, transaction } from "../../../db/client.ts";
import { isDuplicateKey } from "../../../db/helpers.ts";
import {
  organization,
  organizationSlugRedirect as redirect,
  organizationUserMembership as membership,
} from "../../../db/schema.ts";
import { audit } from "../../audit.ts";
import { organizationSlugInput } from "../../inputs.ts";
import {
  conflict,
  notFound,
  orgAdminProcedure,
  organizationInput,
  protectedProcedure,
} from "../../trpc.ts";

// Every slug that an organization picked or gave up is a row of organization_slug_redirect: links with
// it find the organization, and nobody else may take it until this long after it was last in use.
const RESERVED_DAYS = 90;

const isFree = sql`${redirect.updatedAt} < utc_timestamp(3) - interval ${sql.raw(String(RESERVED_DAYS))} day`;

export const slugProcedures = {
  /** Gives the organization another slug. The API knows only the new one, browsers are led there from the old. */
  updateSlug: orgAdminProcedure
    .input(organizationSlugInput)
    .mutation(async ({ ctx, input: { slug } }) => {
      const { organization: before } = ctx;
      if (slug === before.slug) return before;
      const organizationId = before.id;
      const taken = conflict(`The address “${slug}” is taken. Please pick another.`);
      try {
        return await transaction(async (tx) => {
          // Both become this organization's, or stay somebody else's. That is in one statement and
          // under the unique index, so two organizations can't both get a slug.
          await tx
            .insert(redirect)
            .values([
              { slug: before.slug, organizationId },
              { slug, organizationId },
            ])
            .onDuplicateKeyUpdate({
              set: {
                // In this order: MySQL assigns from left to right, and the second reads the first.
                organizationId: sql`if(${isFree}, values(${redirect.organizationId}), ${redirect.organizationId})`,
                updatedAt: sql`if(${redirect.organizationId} = values(${redirect.organizationId}), values(${redirect.updatedAt}), ${redirect.updatedAt})`,
              },
            });
          const { rowsAffected } = await tx
            .update(organization)
            .set({ slug })
            .where(
              and(
                eq(organization.id, organizationId),
                exists(
                  tx
                    .select({ id: redirect.id })
                    .from(redirect)
                    .where(
                      and(eq(redirect.slug, slug), eq(redirect.organizationId, organizationId)),
                    ),
                ),
              ),
            );
          if (rowsAffected === 0) throw taken;
          await audit(tx, ctx, {
            action: "organization.updateSlug",
            target: organizationId,
            metadata: { before: { slug: before.slug }, after: { slug } },
          });
          return { ...before, slug };
        });
      } catch (error) {
        if (isDuplicateKey(error, "organization_slug_unique")) throw taken;
        throw error;
      }
    }),

  /** The slug that one of the user's organizations has today, given one that it had before. */
  resolveSlug: protectedProcedure.input(organizationInput).query(async ({ ctx, input }) => {
    const [found] = await db
      .select({ slug: organization.slug })
      .from(redirect)
      .innerJoin(organization, eq(organization.id, redirect.organizationId))
      .innerJoin(
        membership,
        and(eq(membership.organizationId, organization.id), eq(membership.userId, ctx.user.id)),
      )
      .where(eq(redirect.slug, input.organizationSlug));
    if (!found) throw notFound("organization");
    return found;
  }),
};
