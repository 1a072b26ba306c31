import type { BetterAuthOptions } from "better-auth";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { db, type Transaction, transaction } from "../db/client.ts";
import { isDatabaseUnavailable, isDuplicateKey } from "../db/helpers.ts";
import { account, auditLog, user } from "../db/schema.ts";
import { logError } from "../log/log.ts";
import { audit } from "../trpc/audit.ts";
import { conflict } from "../trpc/trpc.ts";
import { cleanName } from "../utils/names.ts";
import { isConnectedRow } from "./google-connection.ts";

// The user that a Google account signs in as. Google's `sub` names a person; an address does not, since it
// is given to others and changes. https://developers.google.com/identity/openid-connect/openid-connect

type Validate = NonNullable<NonNullable<BetterAuthOptions["user"]>["validateUserInfo"]>;
type Incoming = Parameters<Validate>[0];
type Endpoint = Parameters<Validate>[1];

/** Why a Google account does not sign in, as the login page gets it. */
type Refusal = "email_not_verified" | "another_google_account" | "connected_for_gmail";

const profileSchema = z.object({ email: z.string(), email_verified: z.boolean().optional() });

/**
 * Better Auth asks this before a Google account makes a user, is linked to one, or signs in. It would
 * otherwise link every account to the user of its address.
 */
export const admitGoogleAccount: Validate = async ({ user: incoming, source }, endpoint) => {
  if (source.oauth?.providerId !== "google") return undefined;
  try {
    const refusal = await refusalOf(source, incoming.id, endpoint);
    return refusal && { error: refusal };
  } catch (error) {
    logError("Google account not looked up", error);
    return { error: isDatabaseUnavailable(error) ? "unavailable" : "internal_server_error" };
  }
};

async function refusalOf(
  source: Incoming["source"],
  userId: string | undefined,
  endpoint: Endpoint,
): Promise<Refusal | undefined> {
  const claims = source.oauth?.profile ?? {};
  const profile = profileSchema.parse(claims);
  const email = profile.email.toLowerCase();
  const isVerified = profile.email_verified === true;
  const subject = await subjectOf(endpoint, claims);

  if (source.action === "sign-in") {
    const known = await findOwner(subject);
    if (!known) return undefined;
    if (isConnectedRow(known.account)) return "connected_for_gmail";
    if (isVerified && email !== known.user.email) await followAddress(known.user, email);
    return undefined;
  }
  if (!isVerified) return "email_not_verified";
  if (source.action === "link-account" && userId && (await hasGoogleAccount(userId))) {
    await db.insert(auditLog).values({
      action: "user.refuseGoogle",
      target: userId,
      metadata: { subject, email },
    });
    return "another_google_account";
  }
  return undefined;
}

/** Google's id of the account, as the `google` rows have it. */
async function subjectOf(endpoint: Endpoint, profile: object): Promise<string> {
  const google = endpoint.context.socialProviders.find(({ id }) => id === "google");
  if (!google) throw new Error("Google is not set up as a provider.");
  return String(await google.accountSubject({ profile, tokens: {} }));
}

const isGoogle = eq(account.providerId, "google");

async function findOwner(subject: string) {
  const [known] = await db
    .select({ account, user: { id: user.id, email: user.email } })
    .from(account)
    .innerJoin(user, eq(user.id, account.userId))
    .where(and(isGoogle, eq(account.accountId, subject)));
  return known;
}

async function hasGoogleAccount(userId: string) {
  const rows = await db
    .select({ id: account.id })
    .from(account)
    .where(and(isGoogle, eq(account.userId, userId)))
    .limit(1);
  return rows.length > 0;
}

/** The person's address here becomes the one that Google says now, unless another user has it. */
async function followAddress(person: { id: string; email: string }, email: string) {
  try {
    await transaction(async (tx) => {
      await tx.update(user).set({ email, emailVerified: true }).where(eq(user.id, person.id));
      await audit(
        tx,
        { user: person, session: { impersonatedBy: null } },
        {
          action: "user.changeEmail",
          target: person.id,
          metadata: { before: { email: person.email }, after: { email } },
        },
      );
    });
  } catch (error) {
    if (!isDuplicateKey(error, "user_email_unique")) throw error;
  }
}

export const auditGoogleLink = (userId: string, subject: string) =>
  audit(
    db,
    { user: { id: userId }, session: { impersonatedBy: null } },
    { action: "user.linkGoogle", target: userId, metadata: { subject } },
  );

const IMAGE_LENGTH = 2048;

/** A new user's name and picture as far as there is room for them: a long name keeps no person out. */
export const fittingProfile = (profile: {
  name: string;
  email: string;
  image?: string | null | undefined;
}) => ({
  name: cleanName(profile.name, profile.email),
  // A part of an address leads nowhere.
  image: profile.image && profile.image.length <= IMAGE_LENGTH ? profile.image : null,
});

/**
 * Takes the Google accounts from a user, and gives them another one.
 * @param subject Google's id of it; without, the next verified account with the user's address is linked.
 * @returns what was before and after, for the audit log.
 * @throws {TRPCError} CONFLICT when that account signs in as another user.
 */
export async function moveGoogleAccount(
  tx: Transaction,
  userId: string,
  subject: string | undefined,
) {
  const own = and(isGoogle, eq(account.userId, userId));
  const before = await tx
    .select({ subject: account.accountId })
    .from(account)
    .where(own)
    .for("update");
  await tx.delete(account).where(own);
  if (subject)
    try {
      await tx.insert(account).values({
        providerId: "google",
        accountId: subject,
        userId,
        scope: "openid,email,profile",
      });
    } catch (error) {
      if (isDuplicateKey(error, "account_provider_id_account_id_unique"))
        throw conflict("This Google account signs in as another user.");
      throw error;
    }
  return {
    before: { subjects: before.map((row) => row.subject) },
    after: { subjects: subject ? [subject] : [] },
  };
}
