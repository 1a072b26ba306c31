import { generateRandomString } from "better-auth/crypto";
import { and, eq, type SQL } from "drizzle-orm";
import { z } from "zod";
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

/** How a round trip ended: the names and values that its last page gets in the query. */
export type Outcome = Record<string, string>;

const storedSchema = z.looseObject({
  used: z.boolean().optional(),
  outcome: z.record(z.string(), z.string()).optional(),
});

const byState = (kind: { purpose: string }, state: string) =>
  eq(verification.identifier, `${kind.purpose}:${state}`);

/**
 * Uses a state up: of any number of callbacks with it, also at the same moment, one gets `fresh`. The
 * others still learn where the round trip was to end, and, in the session that made the state, how it did.
 * @returns undefined when there is no such state of this kind.
 */
export async function consumeOAuthState<T extends RoundTrip>(
  kind: OAuthStateKind<T>,
  state: string,
  sessionId: string | undefined,
) {
  const own = byState(kind, state);
  const [row] = await db
    .select({ value: verification.value, expiresAt: verification.expiresAt })
    .from(verification)
    .where(own);
  if (!row) return undefined;
  const stored: unknown = JSON.parse(row.value);
  const value = kind.schema.parse(stored);
  if (value.sessionId !== sessionId || row.expiresAt < new Date()) return { value, fresh: false };
  const { used } = storedSchema.parse(stored);
  const fresh = !used && (await markUsed(own, row.value, value));
  return { value, fresh, ...(!fresh && { outcome: await awaitOutcome(own) }) };
}

async function markUsed(own: SQL, before: string, value: RoundTrip) {
  const { rowsAffected } = await db
    .update(verification)
    .set({ value: JSON.stringify({ ...value, used: true }) })
    .where(and(own, eq(verification.value, before)));
  return rowsAffected === 1;
}

/** Remembers how a round trip ended, for a browser that opens its callback once more. */
export async function keepOutcome<T extends RoundTrip>(
  kind: OAuthStateKind<T>,
  state: string,
  value: T,
  outcome: Outcome,
) {
  await db
    .update(verification)
    .set({ value: JSON.stringify({ ...value, used: true, outcome }) })
    .where(byState(kind, state));
}

const ATTEMPTS = 20;
const PAUSE_MS = 250;

/** A browser may open a callback ahead and then show the second answer: it waits for the first one's. */
async function awaitOutcome(own: SQL): Promise<Outcome | undefined> {
  for (let attempt = 1; ; attempt++) {
    const [row] = await db.select({ value: verification.value }).from(verification).where(own);
    const { outcome } = storedSchema.parse(JSON.parse(row?.value ?? "{}"));
    if (outcome || !row || attempt === ATTEMPTS) return outcome;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
