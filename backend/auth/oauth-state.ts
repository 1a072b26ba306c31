import { generateRandomString } from "better-auth/crypto";
import { and, eq, gt } from "drizzle-orm";
import { db } from "../db/client.ts";
import { verification } from "../db/schema.ts";
import type { OAuthStateKind, RoundTrip } from "./oauth-state-schemas.ts";

const LIFETIME_MS = 10 * 60 * 1000;

/** @returns the `state` to send along to the provider. */
export async function createOAuthState<T extends RoundTrip>(kind: OAuthStateKind<T>, value: T) {
  const state = generateRandomString(32);
  await db.insert(verification).values({
    identifier: `${kind.purpose}:${state}`,
    value: JSON.stringify(value),
    expiresAt: new Date(Date.now() + LIFETIME_MS),
  });
  return state;
}

/**
 * Uses a state up: of any number of callbacks with it, also at the same moment, one gets `fresh`. The
 * others still learn where the round trip was to end. Only the session that made a state can use it up.
 * @returns undefined when there is no such state of this kind.
 */
export async function consumeOAuthState<T extends RoundTrip>(
  kind: OAuthStateKind<T>,
  state: string,
  sessionId: string | undefined,
) {
  const own = eq(verification.identifier, `${kind.purpose}:${state}`);
  const [row] = await db.select({ value: verification.value }).from(verification).where(own);
  if (!row) return undefined;
  const value = kind.schema.parse(JSON.parse(row.value));
  if (value.sessionId !== sessionId) return { value, fresh: false };
  // Ended, not deleted: Better Auth sweeps expired rows away. Ended long ago: a callback that read the
  // clock before another one used the state up must not find it alive.
  const { rowsAffected } = await db
    .update(verification)
    .set({ expiresAt: new Date(0) })
    .where(and(own, gt(verification.expiresAt, new Date())));
  return { value, fresh: rowsAffected === 1 };
}
