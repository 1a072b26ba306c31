import { and, eq, exists, inArray, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { z } from "zod";
import { type Transaction, transaction } from "../db/client.ts";
import {
  account,
  instance,
  instanceAccountPermission as permission,
  organization,
  organizationUserMembership as membership,
  user,
} from "../db/schema.ts";
import { announce, disconnectUser } from "../live/live.ts";
import { MEMBERS } from "../live/stale-paths.ts";
import { note } from "../log/request-record.ts";
import { audit, type Actor } from "../trpc/audit.ts";
import { conflict } from "../trpc/trpc.ts";
import { logError } from "../log/log.ts";
import { type GoogleAccount, revokeAtGoogle } from "./google-connection.ts";
import { revokeAtSlack } from "./slack-installation.ts";
import { releaseInBackground } from "./unlinked-workspaces.ts";

/**
 * Deletes a user: sessions, memberships and tokens with them, and the organizations of which they are
 * the only member. A Slack workspace they installed goes to an owner of an organization that uses it:
 * that takes one statement more than other changes, and so does, later, each workspace that nobody uses
 * any more.
 * @throws {TRPCError} CONFLICT when an organization with other members would be left without an owner.
 */
export async function deleteUser(actor: Actor) {
  const userId = actor.user.id;
  const { accounts, organizations } = await transaction(async (tx) => {
    const holdings = await lockHoldings(tx, userId);
    requireOwnersElsewhere(holdings.organizations);
    const heirs = holdings.accounts.flatMap(({ id, heirId }) => (heirId ? [{ id, heirId }] : []));
    if (heirs.length > 0) await handOver(tx, heirs);
    await deleteWith(tx, userId, holdings.organizations.filter(isAlone));
    await audit(tx, actor, { action: "user.delete", target: userId });
    return holdings;
  });
  note("session ended");
  disconnectUser({ userId, organizationIds: organizations.map(({ id }) => id) });
  for (const { id } of organizations.filter((one) => !isAlone(one)))
    announce(MEMBERS, { organizationId: id });
  releaseInBackground(organizations.filter(isAlone).flatMap(({ workspaceIds }) => workspaceIds));
  // Nothing is left to undo: what a provider does not take back now expires there by itself.
  for (const row of accounts.filter(({ heirId }) => !heirId))
    await revoke(row).catch((error: unknown) =>
      logError("grant of a deleted account not revoked", error),
    );
}

const revoke = (row: GoogleAccount) =>
  row.providerId === "slack-bot" ? revokeAtSlack(row.accessToken) : revokeAtGoogle(row);

const own = alias(membership, "own");
const other = alias(membership, "other");
const otherOwner = alias(membership, "other_owner");
const heir = alias(membership, "heir");

const isSlackBot = eq(account.providerId, "slack-bot");

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
    .where(and(isSlackBot, eq(permission.accountId, account.id)))
    .orderBy(heir.id)
    .limit(1);

const linkedWorkspaces = (tx: Transaction) =>
  tx
    .select({ ids: sql`json_arrayagg(${permission.accountId})` })
    .from(permission)
    .innerJoin(instance, eq(instance.id, permission.instanceId))
    .where(eq(instance.organizationId, organization.id));

const idsSchema = z.array(z.string());

/**
 * All that a user has. It is locked with everything that decides what becomes of it: the user, so that
 * nothing is handed to one who is going as well; the owners, so that the last two can't leave at the same
 * moment; the organizations and their other members, so that nobody joins one that is about to go.
 */
async function lockHoldings(tx: Transaction, userId: string) {
  const others = tx
    .select({ id: other.id })
    .from(other)
    .where(and(eq(other.organizationId, organization.id), ne(other.userId, userId)))
    .limit(1)
    .for("share");
  const rows = await tx
    .select({
      organization: { id: organization.id, name: organization.name },
      role: own.role,
      otherOwnerId: otherOwner.userId,
      hasOthers: sql`${exists(others)}`.mapWith((value) => Number(value) === 1),
      workspaceIds: sql<string[] | null>`${linkedWorkspaces(tx)}`.mapWith((ids) =>
        idsSchema.parse(ids),
      ),
      account,
      heirId: sql<string | null>`${heirOfWorkspace(tx)}`,
    })
    .from(user)
    .leftJoin(account, eq(account.userId, user.id))
    .leftJoin(own, eq(own.userId, user.id))
    .leftJoin(organization, eq(organization.id, own.organizationId))
    .leftJoin(
      otherOwner,
      and(
        eq(otherOwner.organizationId, organization.id),
        eq(otherOwner.role, "owner"),
        ne(otherOwner.userId, userId),
      ),
    )
    .where(eq(user.id, userId))
    .for("update");

  const accounts = new Map<string, GoogleAccount & { heirId: string | null }>();
  const organizations = new Map<string, Organization>();
  for (const { account, heirId, organization, ...row } of rows) {
    if (account) accounts.set(account.id, { ...account, heirId });
    if (organization)
      organizations.set(organization.id, {
        ...organization,
        isOwned: row.role === "owner",
        hasOthers: row.hasOthers,
        hasOtherOwner: row.otherOwnerId !== null,
        workspaceIds: row.workspaceIds ?? [],
      });
  }
  return { accounts: [...accounts.values()], organizations: [...organizations.values()] };
}

interface Organization {
  id: string;
  name: string;
  isOwned: boolean;
  hasOthers: boolean;
  hasOtherOwner: boolean;
  workspaceIds: string[];
}

/** Whether it goes with its only member. */
const isAlone = ({ isOwned, hasOthers }: Organization) => isOwned && !hasOthers;

function requireOwnersElsewhere(organizations: Organization[]) {
  const blocked = organizations.filter(
    ({ isOwned, hasOthers, hasOtherOwner }) => isOwned && hasOthers && !hasOtherOwner,
  );
  if (blocked.length > 0)
    throw conflict(
      `You are the last owner of ${blocked.map(({ name }) => `“${name}”`).join(", ")}. Make somebody else an owner there, or delete it, first.`,
    );
}

function handOver(tx: Transaction, heirs: { id: string; heirId: string }[]) {
  const cases = heirs.map(({ id, heirId }) => sql`when ${id} then ${heirId}`);
  return tx
    .update(account)
    .set({ userId: sql`case ${account.id} ${sql.join(cases, sql` `)} end` })
    .where(
      inArray(
        account.id,
        heirs.map(({ id }) => id),
      ),
    );
}

/** Deletes the user and organizations; by their foreign keys everything of theirs goes with them. */
function deleteWith(tx: Transaction, userId: string, organizations: Organization[]) {
  if (organizations.length === 0) return tx.delete(user).where(eq(user.id, userId));
  const ids = organizations.map(({ id }) => id);
  return tx.execute(
    sql`delete ${user}, ${organization} from ${user} join ${organization}
      where ${and(eq(user.id, userId), inArray(organization.id, ids))}`,
  );
}
