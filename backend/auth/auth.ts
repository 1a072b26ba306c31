import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";
import { admin } from "better-auth/plugins/admin";
import { isLocalStage } from "../../env.ts";
import { db } from "../db/client.ts";
import { newId } from "../db/columns.ts";
import * as schema from "../db/schema.ts";
import { env } from "../env.ts";
import { disconnectSession } from "../live/live.ts";
import { devLogin } from "./dev-login.ts";
import { admitGoogleAccount, auditGoogleLink, fittingProfile } from "./google-sign-in.ts";
import { googleEmulator } from "./google-emulator.ts";
import { guards } from "./guards.ts";
import { integrationsPlugin } from "./integrations.ts";
import { guardedProviders } from "./provider-calls.ts";
import { serviceAuthPlugin } from "./service-auth.ts";
import { logAuth } from "../log/log.ts";
import { note, noteCaller } from "../log/request-record.ts";
import { IMPERSONATION_S, RENEW_AFTER_S, SESSION_S } from "./session-lifetime.ts";
import { keys } from "./keys.ts";
import { encryptToken } from "./token-encryption.ts";

const ID_PREFIXES: Record<string, string> = {
  user: "usr",
  session: "ses",
  account: "acc",
  verification: "ver",
};

/** One for the whole isolate: building it for each request costs more than most requests do. */
export const auth = betterAuth({
  baseURL: env.VITE_PUBLIC_URL,
  basePath: "/api/auth",
  secrets: keys.secrets,
  trustedOrigins: [env.VITE_PUBLIC_URL],
  database: drizzleAdapter(db, { provider: "mysql", schema, transaction: true }),
  socialProviders: {
    google: {
      clientId: env.GOOGLE_CLIENT_ID,
      clientSecret: env.GOOGLE_CLIENT_SECRET,
      prompt: "select_account",
      // A sign-in's tokens would otherwise come with what the account was connected for.
      includeGrantedScopes: false,
      ...(env.GOOGLE_EMULATOR_URL && {
        authorizationEndpoint: `${env.GOOGLE_EMULATOR_URL}/o/oauth2/v2/auth`,
      }),
    },
  },
  account: {
    encryptOAuthTokens: true,
    // Nothing asks for the tokens of a sign-in.
    updateAccountOnSignIn: false,
    // admitGoogleAccount decides every case.
    accountLinking: { trustedProviders: ["google"], requireLocalEmailVerified: false },
  },
  user: { validateUserInfo: admitGoogleAccount },
  session: {
    expiresIn: SESSION_S,
    updateAge: RENEW_AFTER_S,
    // Never the last word: whether a session is alive is asked of the database (see handler.ts).
    cookieCache: { enabled: true, maxAge: 5 * 60 },
    // One's sessions can be looked at also on the second day.
    freshAge: 0,
    additionalFields: { service: { type: "boolean", defaultValue: false, input: false } },
  },
  databaseHooks: {
    account: {
      create: {
        // `encryptOAuthTokens` leaves this one in plain text.
        before: async ({ idToken }) => ({ data: { idToken: await encryptToken(idToken) } }),
        after: async ({ userId, providerId, accountId }) => {
          if (providerId === "google") await auditGoogleLink(userId, accountId);
        },
      },
    },
    user: {
      create: {
        before: async ({ name, email, image }) => ({
          data: fittingProfile({ name, email, image }),
        }),
      },
    },
    session: {
      create: {
        after: async ({ userId }) => {
          noteCaller(userId);
          note("session made");
        },
      },
      delete: {
        // Signed out, revoked, banned: whichever way a session ends, its open pages hear of it.
        after: async (session) => {
          note("session ended");
          disconnectSession({ userId: session.userId, sessionId: session.id });
        },
      },
    },
  },
  logger: { log: logAuth },
  // Counted by the isolate, where nobody knows how many there are. See handler.ts.
  rateLimit: { enabled: false },
  plugins: [
    admin({ impersonationSessionDuration: IMPERSONATION_S }),
    guards(),
    integrationsPlugin(),
    serviceAuthPlugin(),
    ...(env.GOOGLE_EMULATOR_URL ? [googleEmulator(env.GOOGLE_EMULATOR_URL)] : []),
    // Around what the emulator has put in place of the stock provider.
    guardedProviders(),
    ...(isLocalStage(env) ? [devLogin()] : []),
  ],
  // What nobody expected is for the API's own error handler (api.ts), which knows a database that is away.
  onAPIError: { errorURL: `${env.VITE_PUBLIC_URL}/login`, throw: true },
  advanced: {
    database: { generateId: ({ model }) => newId(ID_PREFIXES[model] ?? "row") },
    // What a session says of where it was made.
    ipAddress: { ipAddressHeaders: ["cf-connecting-ip"] },
    // Better Auth switches both off under NODE_ENV=test.
    disableOriginCheck: false,
    disableCSRFCheck: false,
  },
  telemetry: { enabled: false },
});

export type Auth = typeof auth;
