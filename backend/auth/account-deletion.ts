import { TRPCError } from "@trpc/server";
import { and, eq, exists, inArray, ne } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { type Transaction, transaction } from "../db/client.ts";
import {
  account,
  instance,
  instanceAccountPermission as permission,
  organization,
  organizationUserMembership as membership,
  session,
  user,
} from "../db/schema.ts";
import { disconnectUser } from "../live/live.ts";
import { audit, type Actor } from "../trpc/audit.ts";
import { logError } from "../log/log.ts";
import { type GoogleAccount, revokeAtGoogle } from "./google-connection.ts";
import { revokeAtSlack } from "./slack-installation.ts";
import { releaseInBackground, workspacesLinkedTo } from "./unlinked-workspaces.ts";

/**
 * Deletes a user: sessions, memberships and tokens with them, and the organizations of which they are
 * the only member. A Slack workspace they installed goes to an owner of an organization that uses it.
 * @throws {TRPCError} CONFLICT when an organization with other members would be left without an owner.
 */
export async function deleteUser(actor: Actor) {
  const userId = actor.user.id;
  const { orphaned, organizationIds, workspaces } = await transaction(async (tx) => {
    const { organizationIds, workspaces } = await leaveOrganizations(tx, userId);
    await handOverSlackWorkspaces(tx, userId);
    const orphaned = await tx.select().from(account).where(eq(account.userId, userId));
    await tx.delete(session).where(eq(session.impersonatedBy, userId));
    await tx.delete(user).where(eq(user.id, userId));
    await audit(tx, actor, { action: "user.delete", target: userId });
    return { orphaned, organizationIds, workspaces };
  });
  disconnectUser({ userId, organizationIds });
  releaseInBackground(workspaces);
  // Nothing is left to undo: what a provider does not take back now expires there by itself.
  for (const row of orphaned)
    await revoke(row).catch((error: unknown) =>
      logError("grant of a deleted account not revoked", error),
    );
}

const revoke = (row: GoogleAccount) =>
  row.providerId === "slack-bot" ? revokeAtSlack(row.accessToken) : revokeAtGoogle(row);

/** @returns the organizations of which the user was a member, and the Slack workspaces of those that are gone. */
async function leaveOrganizations(tx: Transaction, userId: string) {
  const own = alias(membership, "own");
  // Locked, so that the last two owners can't leave at the same moment.
  const rows = await tx
    .select({
      organization: { id: organization.id, name: organization.name },
      userId: membership.userId,
      role: membership.role,
    })
    .from(membership)
    .innerJoin(organization, eq(organization.id, membership.organizationId))
    .where(
      exists(
        tx
          .select({ id: own.id })
          .from(own)
          .where(and(eq(own.organizationId, membership.organizationId), eq(own.userId, userId))),
      ),
    )
    .for("update");

  const others = rows.filter((row) => row.userId !== userId);
  const mine = rows.filter((row) => row.userId === userId);
  const owned = mine.filter(({ role }) => role === "owner").map((row) => row.organization);
  const blocked = owned.filter(
    ({ id }) =>
      others.some((row) => row.organization.id === id) &&
      !others.some((row) => row.organization.id === id && row.role === "owner"),
  );
  if (blocked.length > 0)
    throw new TRPCError({
      code: "CONFLICT",
      message: `You are the last owner of ${blocked.map(({ name }) => `“${name}”`).join(", ")}. Make somebody else an owner there, or delete it, first.`,
    });

  const organizationIds = mine.map((row) => row.organization.id);
  const alone = owned
    .map(({ id }) => id)
    .filter((id) => !others.some((row) => row.organization.id === id));
  if (alone.length === 0) return { organizationIds, workspaces: [] };
  const workspaces = await workspacesLinkedTo(tx, inArray(instance.organizationId, alone));
  await tx.delete(organization).where(inArray(organization.id, alone));
  return { organizationIds, workspaces };
}

/** The workspaces that are still linked somewhere: of each, an owner there becomes the one who has it. */
async function handOverSlackWorkspaces(tx: Transaction, userId: string) {
  const heirs = await tx
    .select({ accountId: account.id, userId: membership.userId })
    .from(account)
    .innerJoin(permission, eq(permission.accountId, account.id))
    .innerJoin(instance, eq(instance.id, permission.instanceId))
    .innerJoin(
      membership,
      and(
        eq(membership.organizationId, instance.organizationId),
        eq(membership.role, "owner"),
        ne(membership.userId, userId),
      ),
    )
    .where(and(eq(account.providerId, "slack-bot"), eq(account.userId, userId)))
    .orderBy(membership.id);
  const handedOver = new Set<string>();
  for (const heir of heirs) {
    if (handedOver.has(heir.accountId)) continue;
    handedOver.add(heir.accountId);
    await tx.update(account).set({ userId: heir.userId }).where(eq(account.id, heir.accountId));
  }
}
