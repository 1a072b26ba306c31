import type { OAuth2Tokens } from "better-auth/oauth2";
import { and, eq, or } from "drizzle-orm";
import { z } from "zod";
import { audit, type Actor } from "../trpc/audit.ts";
import { db, transaction } from "../db/client.ts";
import { account } from "../db/schema.ts";
import { env } from "../env.ts";
import { PROVIDER_TIMEOUT_MS } from "./provider-calls.ts";
import { decryptToken, encryptToken } from "./token-encryption.ts";

// Gmail and calendar access to a person's Google account: asked for in their settings, on top of (and
// apart from) signing in. It lies in the `google` row of that account, the one of the sign-in or another.

export const GMAIL_SCOPES = [
  "https://www.googleapis.com/auth/gmail.send",
  "https://www.googleapis.com/auth/calendar",
] as const;
const SIGN_IN_SCOPES = "openid,email,profile";
const REVOKE_URL = `${env.GOOGLE_EMULATOR_URL ?? "https://oauth2.googleapis.com"}${env.GOOGLE_EMULATOR_URL ? "/oauth2" : ""}/revoke`;

export type GoogleAccount = typeof account.$inferSelect;

export const hasGmailScopes = (scopes: readonly string[]) =>
  GMAIL_SCOPES.every((scope) => scopes.includes(scope));

export const scopesOf = ({ scope }: Pick<GoogleAccount, "scope">) => scope?.split(",") ?? [];

/** What is kept beside the tokens: the account's address, and whether the row was made by connecting. */
const metadataSchema = z.object({ email: z.string(), connected: z.boolean() }).partial().catch({});
export const googleMetadata = ({ metadata }: GoogleAccount) => metadataSchema.parse(metadata ?? {});

interface Grant {
  /** Google's id of the account. */
  subject: string;
  email: string;
  tokens: OAuth2Tokens;
}

/**
 * Stores a person's grant. There is one at a time: another account's takes the place of the last.
 * @returns the accounts that were replaced, whose tokens are still to be revoked, or undefined when
 *   the account belongs to another user.
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
  };
  return transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(account)
      .where(
        and(
          eq(account.providerId, "google"),
          or(eq(account.accountId, subject), eq(account.userId, userId)),
        ),
      )
      .for("update");
    const known = rows.find((row) => row.accountId === subject);
    if (known && known.userId !== userId) return undefined;

    const replaced = rows.filter((row) => row !== known && hasGmailScopes(scopesOf(row)));
    for (const row of replaced) await forgetGrant(tx, row);
    if (known)
      await tx
        .update(account)
        .set({ ...values, metadata: { ...googleMetadata(known), email } })
        .where(eq(account.id, known.id));
    else
      await tx.insert(account).values({
        ...values,
        providerId: "google",
        accountId: subject,
        userId,
        metadata: { email, connected: true },
      });
    await audit(tx, actor, { action: "google.connect", target: userId });
    return replaced;
  });
}

/** The person's Google account with Gmail access, if there is one. */
export async function findGoogleGrant(userId: string): Promise<GoogleAccount | undefined> {
  const rows = await db
    .select()
    .from(account)
    .where(and(eq(account.providerId, "google"), eq(account.userId, userId)));
  return rows.find((row) => hasGmailScopes(scopesOf(row)));
}

/** Takes the tokens out of a row; one that was only made by connecting goes altogether. */
export async function forgetGrant(tx: Pick<typeof db, "update" | "delete">, row: GoogleAccount) {
  const own = eq(account.id, row.id);
  if (googleMetadata(row).connected) return tx.delete(account).where(own);
  return tx
    .update(account)
    .set({
      accessToken: null,
      refreshToken: null,
      idToken: null,
      accessTokenExpiresAt: null,
      refreshTokenExpiresAt: null,
      scope: SIGN_IN_SCOPES,
    })
    .where(own);
}

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
