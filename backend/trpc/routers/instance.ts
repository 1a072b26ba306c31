import { TRPCError } from "@trpc/server";
import { and, asc, count, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { SlackUnavailable, unlinkSlackWorkspace } from "../../auth/slack-installation.ts";
import { releaseInBackground, workspacesLinkedTo } from "../../auth/unlinked-workspaces.ts";
import { db, type Transaction, transaction } from "../../db/client.ts";
import { newId } from "../../db/columns.ts";
import { isDuplicateKey, withUniqueSlug } from "../../db/helpers.ts";
import { instance, organization } from "../../db/schema.ts";
import { looksLike } from "../../utils/names.ts";
import { audit } from "../audit.ts";
import { confirmNameInput, instanceNameInput } from "../inputs.ts";
import { readSlackConnections } from "../slack-connections.ts";
import {
  conflict,
  instanceAdminProcedure,
  instanceProtectedProcedure,
  invalid,
  limitReached,
  notFound,
  orgAdminProcedure,
  orgProtectedProcedure,
  router,
} from "../trpc.ts";

/** Instances are listed in one piece, in the sidebar of every page. */
const MAX_INSTANCES = 100;

/** Locks the organization, so that of two who create the last possible instance one is refused. Comes first in a transaction. */
async function requireRoomForInstance(tx: Transaction, organizationId: string) {
  const existing = tx
    .select({ count: count() })
    .from(instance)
    .where(eq(instance.organizationId, organization.id));
  const [locked] = await tx
    .select({ instances: sql`${existing}`.mapWith(Number) })
    .from(organization)
    .where(eq(organization.id, organizationId))
    .for("update");
  if (!locked) throw notFound("organization");
  if (locked.instances >= MAX_INSTANCES)
    throw limitReached(
      `An organization has at most ${MAX_INSTANCES} instances. Please delete one you no longer need.`,
    );
}

/** What a second instance of the same name in an organization fails with. */
function orNameTaken(error: unknown, name: string) {
  return isDuplicateKey(error, "instance_organization_id_name_unique")
    ? conflict(`There already is an instance named “${name}”.`)
    : error;
}

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

  /** The Slack workspaces whose events the instance receives, the first linked first. */
  slackConnections: instanceProtectedProcedure.query(({ ctx }) =>
    readSlackConnections(eq(instance.id, ctx.instance.id)),
  ),

  /** The workspace's events stop coming here; with its last instance the bot leaves the workspace. */
  disconnectSlack: instanceAdminProcedure
    .input(z.object({ accountId: z.string().min(1).max(64) }))
    .mutation(async ({ ctx, input: { accountId } }) => {
      try {
        if (!(await unlinkSlackWorkspace(accountId, ctx))) throw notFound("Slack connection");
      } catch (cause) {
        if (!(cause instanceof SlackUnavailable)) throw cause;
        throw new TRPCError({
          code: "SERVICE_UNAVAILABLE",
          message:
            "Slack could not be reached, so the workspace is still connected. Please try again.",
          cause,
        });
      }
      return { accountId };
    }),

  create: orgAdminProcedure.input(instanceNameInput).mutation(async ({ ctx, input: { name } }) => {
    const organizationId = ctx.organization.id;
    try {
      return await withUniqueSlug(name, "instance_organization_id_slug_unique", (slug) =>
        transaction(async (tx) => {
          await requireRoomForInstance(tx, organizationId);
          const created = { id: newId("inst"), name, slug, createdAt: new Date().toISOString() };
          await tx.insert(instance).values({ ...created, organizationId });
          await audit(tx, ctx, {
            action: "instance.create",
            target: created.id,
            metadata: { name },
          });
          return created;
        }),
      );
    } catch (error) {
      throw orNameTaken(error, name);
    }
  }),

  /** Renames the instance; its slug stays. */
  update: instanceAdminProcedure
    .input(instanceNameInput)
    .mutation(async ({ ctx, input: { name } }) => {
      const { instance: before } = ctx;
      try {
        return await transaction(async (tx) => {
          await tx
            .update(instance)
            .set({ name })
            .where(
              and(eq(instance.id, before.id), eq(instance.organizationId, ctx.organization.id)),
            );
          await audit(tx, ctx, {
            action: "instance.update",
            target: before.id,
            metadata: { before: { name: before.name }, after: { name } },
          });
          return { ...before, name };
        });
      } catch (error) {
        throw orNameTaken(error, name);
      }
    }),

  /** Deletes the instance with its machines. */
  delete: instanceAdminProcedure.input(confirmNameInput).mutation(async ({ ctx, input }) => {
    const { id, name, slug } = ctx.instance;
    if (!looksLike(input.confirmName, name))
      throw invalid("confirmName", `Please type the instance's name, ${name}.`);
    const workspaces = await transaction(async (tx) => {
      const linked = await workspacesLinkedTo(tx, eq(instance.id, id));
      await tx
        .delete(instance)
        .where(and(eq(instance.id, id), eq(instance.organizationId, ctx.organization.id)));
      await audit(tx, ctx, {
        action: "instance.delete",
        target: id,
        metadata: { before: { name, slug } },
      });
      return linked;
    });
    releaseInBackground(workspaces);
    return { id };
  }),
});
