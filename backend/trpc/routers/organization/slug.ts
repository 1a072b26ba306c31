import { and, desc, eq, inArray, ne } from "drizzle-orm";
import { db, type Transaction, transaction } from "../../../db/client.ts";
import { isDuplicateKey } from "../../../db/helpers.ts";
import {
  organization,
  organizationSlugRedirect as redirect,
  organizationUserMembership as membership,
} from "../../../db/schema.ts";
import { SLUG_RESERVED_MS } from "../../../utils/slug.ts";
import { audit } from "../../audit.ts";
import { organizationSlugInput } from "../../inputs.ts";
import {
  conflict,
  notFound,
  orgAdminProcedure,
  organizationInput,
  protectedProcedure,
} from "../../trpc.ts";

// Every slug that an organization picked or gave up is a row of organization_slug_redirect. Its unique index decides
// when two organizations want a slug at the same moment. Links with a former slug lead to the organization. No other
// organization may take it for SLUG_RESERVED_MS, also after the organization was deleted.

/** As many former slugs of an organization are kept. The oldest one more is free at once. */
const MAX_FORMER = 5;

/** Locks the organization: its slug stays what is answered until the transaction ends. */
export async function lockOrganization(tx: Transaction, id: string) {
  const [locked] = await tx
    .select({ name: organization.name, slug: organization.slug })
    .from(organization)
    .where(eq(organization.id, id))
    .for("update");
  if (!locked) throw notFound("organization");
  return locked;
}

/** Deletes the rows of slugs, as far as they are the organization's or free by now. */
async function clearSlugs(tx: Transaction, organizationId: string, slugs: string[]) {
  const rows = await tx
    .select({
      id: redirect.id,
      organizationId: redirect.organizationId,
      updatedAt: redirect.updatedAt,
    })
    .from(redirect)
    .where(inArray(redirect.slug, slugs));
  const ids = rows
    .filter(
      (row) =>
        row.organizationId === organizationId ||
        Date.parse(row.updatedAt) < Date.now() - SLUG_RESERVED_MS,
    )
    .map(({ id }) => id);
  if (ids.length > 0) await tx.delete(redirect).where(inArray(redirect.id, ids));
}

async function dropOldSlugs(tx: Transaction, organizationId: string, current: string) {
  const former = await tx
    .select({ id: redirect.id })
    .from(redirect)
    .where(and(eq(redirect.organizationId, organizationId), ne(redirect.slug, current)))
    .orderBy(desc(redirect.updatedAt), desc(redirect.id));
  const ids = former.slice(MAX_FORMER).map(({ id }) => id);
  if (ids.length > 0) await tx.delete(redirect).where(inArray(redirect.id, ids));
}

/** Keeps an organization's slugs, present and former, from others once it is deleted. */
export async function restSlugs(tx: Transaction, organizationId: string, current: string) {
  await tx
    .insert(redirect)
    .values({ slug: current, organizationId })
    .onDuplicateKeyUpdate({ set: { organizationId } });
  // The foreign key takes the organization out of these rows.
  await tx
    .update(redirect)
    .set({ updatedAt: new Date().toISOString() })
    .where(eq(redirect.organizationId, organizationId));
}

export const slugProcedures = {
  /** Gives the organization another slug. The API knows only the new one, browsers are led there from the old. */
  updateSlug: orgAdminProcedure
    .input(organizationSlugInput)
    .mutation(async ({ ctx, input: { slug } }) => {
      const { id } = ctx.organization;
      try {
        return await transaction(async (tx) => {
          const before = await lockOrganization(tx, id);
          if (slug === before.slug) return { ...ctx.organization, slug };
          const both = [before.slug, slug];
          await clearSlugs(tx, id, both);
          await tx.insert(redirect).values(both.map((one) => ({ slug: one, organizationId: id })));
          await tx.update(organization).set({ slug }).where(eq(organization.id, id));
          await dropOldSlugs(tx, id, slug);
          await audit(tx, ctx, {
            action: "organization.updateSlug",
            target: id,
            metadata: { before: { slug: before.slug }, after: { slug } },
          });
          return { ...ctx.organization, slug };
        });
      } catch (error) {
        if (isDuplicateKey(error))
          throw conflict(`The address “${slug}” is taken. Please pick another.`);
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
