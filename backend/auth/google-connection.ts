import type { OAuth2Tokens } from "better-auth/oauth2";
import { and, eq, or } from "drizzle-orm";
import { z } from "zod";
import { audit, type Actor } from "../trpc/audit.ts";
import { db, transaction } from "../db/client.ts";
import { account } from "../db/schema.ts";
import { env } from "../env.ts";
import { PROVIDER_TIMEOUT_MS } from "./provider-calls.ts";
import { decryptToken, encryptToken } from "./token-encryption.ts";

// Gmail and calendar access to a person's Google account: asked for in their settings, apart from signing
// in. A grant is an account of provider `google-gmail` and no credential: the Google account that was
// connected signs in as its own user, or as none.

export const GMAIL = "google-gmail";
export const GMAIL_SCOPES = [
  "https://www.googleapis.com/auth/gmail.send",
  "https://www.googleapis.com/auth/calendar",
] as const;
const REVOKE_URL = `${env.GOOGLE_EMULATOR_URL ?? "https://oauth2.googleapis.com"}${env.GOOGLE_EMULATOR_URL ? "/oauth2" : ""}/revoke`;

export type GoogleAccount = typeof account.$inferSelect;

export const hasGmailScopes = (scopes: readonly string[]) =>
  GMAIL_SCOPES.every((scope) => scopes.includes(scope));

export const scopesOf = ({ scope }: Pick<GoogleAccount, "scope">) => scope?.split(",") ?? [];

/** Kept beside the tokens: the account's email address. */
const metadataSchema = z.object({ email: z.string() }).partial().catch({});
export const googleMetadata = ({ metadata }: GoogleAccount) => metadataSchema.parse(metadata ?? {});

/** True of a `google` row that is a grant: data-steps.ts has not moved it yet. */
export const isConnectedRow = ({ metadata }: GoogleAccount) =>
  z.object({ connected: z.literal(true) }).safeParse(metadata).success;

interface Grant {
  /** Google's id of the account. */
  subject: string;
  email: string;
  tokens: OAuth2Tokens;
}

/**
 * Stores a person's grant. There is one at a time: another account's takes the place of the last.
 * @returns the accounts that were replaced, whose tokens are still to be revoked, or undefined when
 *   the account is connected to another user.
 */
export async function saveGoogleGrant(actor: Actor, grant: Grant) {
  const { tokens, subject, email } = grant;
  const userId = actor.user.id;
  const values = {
    accessToken: await encryptToken(tokens.accessToken),
    refreshToken: await encryptToken(tokens.refreshToken),
    idToken: await encryptToken(tokens.idToken),
    accessTokenExpiresAt: tokens.accessTokenExpiresAt ?? null,
    refreshTokenExpiresAt: tokens.refreshTokenExpiresAt ?? null,
    scope: (tokens.scopes ?? []).join(","),
    metadata: { email },
  };
  return transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(account)
      .where(
        and(
          eq(account.providerId, GMAIL),
          or(eq(account.accountId, subject), eq(account.userId, userId)),
        ),
      )
      .for("update");
    const known = rows.find((row) => row.accountId === subject);
    if (known && known.userId !== userId) return undefined;

    const replaced = rows.filter((row) => row !== known);
    for (const row of replaced) await forgetGrant(tx, row);
    if (known) await tx.update(account).set(values).where(eq(account.id, known.id));
    else
      await tx.insert(account).values({ ...values, providerId: GMAIL, accountId: subject, userId });
    await audit(tx, actor, { action: "google.connect", target: userId });
    return replaced;
  });
}

/** The person's Google account with Gmail access, if there is one. */
export function findGoogleGrant(userId: string): Promise<GoogleAccount | undefined> {
  return db.query.account.findFirst({
    where: and(eq(account.providerId, GMAIL), eq(account.userId, userId)),
  });
}

export const forgetGrant = (tx: Pick<typeof db, "delete">, { id }: GoogleAccount) =>
  tx.delete(account).where(eq(account.id, id));

/**
 * Takes the grant back at Google. A token that Google does not know (any more) counts as taken back.
 * @throws when Google can't be asked.
 */
export async function revokeAtGoogle(row: GoogleAccount) {
  const stored = row.refreshToken ?? row.accessToken;
  if (!stored) return;
  const response = await fetch(REVOKE_URL, {
    method: "POST",
    body: new URLSearchParams({ token: await decryptToken(stored) }),
    signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok && response.status !== 400)
    throw new Error(`Google answered ${response.status} to a revocation.`);
}
