import { and, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { type Database, type Transaction, transaction } from "../db/client.ts";
import {
  account,
  instance,
  instanceAccountPermission as permission,
  machine,
  organization,
  organizationUserMembership as membership,
  user,
} from "../db/schema.ts";
import { announce, disconnectUser } from "../live/live.ts";
import { MEMBERS } from "../live/stale-paths.ts";
import { logError } from "../log/log.ts";
import { note } from "../log/request-record.ts";
import { type Actor, audit } from "../trpc/audit.ts";
import { requireAnotherPlatformAdmin } from "../trpc/platform-admins.ts";
import { conflict } from "../trpc/trpc.ts";
import { revokeAtGoogle } from "./google-connection.ts";
import { revokeAtSlack } from "./slack-installation.ts";

/**
 * Deletes a user with their sessions, memberships and tokens. No organization goes with them. A Slack workspace
 * they installed goes to an owner of an organization that uses it.
 * @throws {TRPCError} CONFLICT when an organization, or the platform, would be left without an owner.
 */
export async function deleteUser(actor: Actor & { user: { role: string } }) {
  const userId = actor.user.id;
  const { accounts, organizationIds } = await transaction(async (tx) => {
    if (actor.user.role === "admin") await requireAnotherPlatformAdmin(tx, userId);
    const organizationIds = await lockMemberships(tx, userId);
    const accounts = await lockAccounts(tx, userId);
    for (const { id, heirId } of accounts)
      if (heirId) await tx.update(account).set({ userId: heirId }).where(eq(account.id, id));
    await tx.delete(user).where(eq(user.id, userId));
    await audit(tx, actor, { action: "user.delete", target: userId });
    return { accounts, organizationIds };
  });
  note("session ended");
  disconnectUser({ userId, organizationIds });
  for (const organizationId of organizationIds) announce(MEMBERS, { organizationId });
  // Nothing is left to undo: what a provider does not take back now expires there by itself.
  for (const row of accounts.filter(({ heirId }) => !heirId))
    await revoke(row).catch((error: unknown) =>
      logError("grant of a deleted account not revoked", error),
    );
}

const revoke = (row: typeof account.$inferSelect) =>
  row.providerId === "slack-bot" ? revokeAtSlack(row.accessToken) : revokeAtGoogle(row);

const own = alias(membership, "own");
const otherOwner = alias(membership, "other_owner");

const isOtherOwner = and(
  eq(otherOwner.organizationId, own.organizationId),
  eq(otherOwner.role, "owner"),
  ne(otherOwner.userId, own.userId),
);

/**
 * Locks the memberships of a user and the other owners of their organizations, so that the last two can't
 * leave at the same moment.
 * @returns the ids of the organizations.
 * @throws CONFLICT when the user is the only owner of some.
 */
async function lockMemberships(tx: Transaction, userId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: own.organizationId, role: own.role, otherOwnerId: otherOwner.id })
    .from(own)
    .leftJoin(otherOwner, isOtherOwner)
    .where(eq(own.userId, userId))
    .for("update");
  const alone = rows.filter(({ role, otherOwnerId }) => role === "owner" && !otherOwnerId);
  if (alone.length > 0) {
    const named = await describe(
      tx,
      alone.map(({ id }) => id),
    );
    throw conflict(
      `You are the only owner of ${named.map(inWords).join(", ")}. Make another person an owner there, or delete it, first.`,
    );
  }
  return [...new Set(rows.map(({ id }) => id))];
}

type Described = Awaited<ReturnType<typeof describe>>[number];

const inWords = ({ name, members, instances, machines }: Described) =>
  `“${name}” (members: ${members}, instances: ${instances}, machines: ${machines})`;

/** The organizations of which a user is the only owner: they have to go, or get another, before the account can. */
export async function findOwnedAlone(db: Database, userId: string) {
  const rows = await db
    .select({ id: own.organizationId })
    .from(own)
    .leftJoin(otherOwner, isOtherOwner)
    .where(and(eq(own.userId, userId), eq(own.role, "owner"), isNull(otherOwner.id)));
  if (rows.length === 0) return [];
  return describe(
    db,
    rows.map(({ id }) => id),
  );
}

/** Organizations with how much is in them, the oldest first. */
function describe(db: Database | Transaction, ids: string[]) {
  const members = db
    .select({ count: sql`count(*)` })
    .from(membership)
    .where(eq(membership.organizationId, organization.id));
  const instances = db
    .select({ count: sql`count(*)` })
    .from(instance)
    .where(eq(instance.organizationId, organization.id));
  const machines = db
    .select({ count: sql`count(*)` })
    .from(machine)
    .innerJoin(instance, eq(instance.id, machine.instanceId))
    .where(eq(instance.organizationId, organization.id));
  return db
    .select({
      id: organization.id,
      name: organization.name,
      slug: organization.slug,
      members: sql`${members}`.mapWith(Number),
      instances: sql`${instances}`.mapWith(Number),
      machines: sql`${machines}`.mapWith(Number),
    })
    .from(organization)
    .where(inArray(organization.id, ids))
    .orderBy(organization.id);
}

const heir = alias(membership, "heir");

/** An owner of an organization to which the account's Slack workspace is linked: the longest member. */
const heirOfWorkspace = (tx: Transaction) =>
  tx
    .select({ userId: heir.userId })
    .from(permission)
    .innerJoin(instance, eq(instance.id, permission.instanceId))
    .innerJoin(
      heir,
      and(
        eq(heir.organizationId, instance.organizationId),
        eq(heir.role, "owner"),
        ne(heir.userId, account.userId),
      ),
    )
    .where(and(eq(account.providerId, "slack-bot"), eq(permission.accountId, account.id)))
    .orderBy(heir.id)
    .limit(1);

/** Locks the user with their accounts, so that nothing is handed to one who is going as well. */
async function lockAccounts(tx: Transaction, userId: string) {
  const rows = await tx
    .select({ account, heirId: sql<string | null>`${heirOfWorkspace(tx)}` })
    .from(user)
    .leftJoin(account, eq(account.userId, user.id))
    .where(eq(user.id, userId))
    .for("update");
  return rows.flatMap(({ account, heirId }) => (account ? [{ ...account, heirId }] : []));
}
