import { asc, eq } from "drizzle-orm";
import { db } from "../../db/client.ts";
import { newId } from "../../db/columns.ts";
import { isDuplicateKey, withUniqueSlug } from "../../db/helpers.ts";
import { instance } from "../../db/schema.ts";
import { audit } from "../audit.ts";
import { instanceNameInput } from "../inputs.ts";
import {
  conflict,
  instanceProtectedProcedure,
  orgAdminProcedure,
  orgProtectedProcedure,
  router,
} from "../trpc.ts";

export const instanceRouter = router({
  list: orgProtectedProcedure.query(({ ctx }) =>
    db
      .select({
        id: instance.id,
        name: instance.name,
        slug: instance.slug,
        createdAt: instance.createdAt,
      })
      .from(instance)
      .where(eq(instance.organizationId, ctx.organization.id))
      .orderBy(asc(instance.id)),
  ),

  get: instanceProtectedProcedure.query(({ ctx }) => ctx.instance),

  create: orgAdminProcedure.input(instanceNameInput).mutation(async ({ ctx, input }) => {
    try {
      return await withUniqueSlug(input.name, "instance_organization_id_slug_unique", (slug) =>
        db.transaction(async (tx) => {
          const created = {
            id: newId("inst"),
            name: input.name,
            slug,
            createdAt: new Date().toISOString(),
          };
          await tx.insert(instance).values({ ...created, organizationId: ctx.organization.id });
          await audit(tx, ctx, {
            action: "instance.create",
            target: created.id,
            metadata: { name: created.name },
          });
          return created;
        }),
      );
    } catch (error) {
      if (isDuplicateKey(error, "instance_organization_id_name_unique"))
        throw conflict(`There already is an instance named “${input.name}”.`);
      throw error;
    }
  }),
});
