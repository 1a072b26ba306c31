import { and, eq, inArray, ne } from "drizzle-orm";
import type { Transaction } from "../db/client.ts";
import { user } from "../db/schema.ts";
import { notBanned } from "./session.ts";
import { conflict, platformAdminsOnly } from "./trpc.ts";

// At least one platform admin remains: each change that could remove one locks another one first. Otherwise two
// who demote each other at the same moment would leave none.

const isPlatformAdmin = and(eq(user.role, "admin"), notBanned(user));

/** Locks these users, all in one order. @returns those of them who are platform admins. */
const lockPlatformAdmins = (tx: Transaction, ids: string[]) =>
  tx
    .select({ id: user.id })
    .from(user)
    .where(and(inArray(user.id, ids), isPlatformAdmin))
    .orderBy(user.id)
    .for("update");

/** @throws FORBIDDEN when the actor has been demoted or banned since the call was authorized. */
export async function requireStillAdmin(tx: Transaction, actorId: string, personId: string) {
  const admins = await lockPlatformAdmins(tx, [actorId, personId]);
  if (!admins.some(({ id }) => id === actorId)) throw platformAdminsOnly();
}

/** @throws CONFLICT when no platform admin would be left without the user. */
export async function requireAnotherPlatformAdmin(tx: Transaction, userId: string) {
  const others = await tx
    .select({ id: user.id })
    .from(user)
    .where(and(isPlatformAdmin, ne(user.id, userId)))
    .orderBy(user.id)
    .limit(1);
  const ids = others.map(({ id }) => id);
  const admins = await lockPlatformAdmins(tx, [userId, ...ids]);
  if (!admins.some(({ id }) => ids.includes(id)))
    throw conflict("You are the only platform admin. Make another user a platform admin first.");
}
