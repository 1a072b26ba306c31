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
import { googleEmulator } from "./google-emulator.ts";

const DAY_S = 24 * 60 * 60;

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
  secret: env.BETTER_AUTH_SECRET,
  trustedOrigins: [env.VITE_PUBLIC_URL],
  database: drizzleAdapter(db, { provider: "mysql", schema, transaction: true }),
  socialProviders: {
    google: {
      clientId: env.GOOGLE_CLIENT_ID,
      clientSecret: env.GOOGLE_CLIENT_SECRET,
      // The newest name and picture, as people expect after changing them at Google.
      overrideUserInfoOnSignIn: true,
      prompt: "select_account",
      ...(env.GOOGLE_EMULATOR_URL && {
        authorizationEndpoint: `${env.GOOGLE_EMULATOR_URL}/o/oauth2/v2/auth`,
      }),
    },
  },
  account: { encryptOAuthTokens: true },
  session: {
    expiresIn: 7 * DAY_S,
    updateAge: DAY_S,
    cookieCache: { enabled: true, maxAge: 5 * 60 },
  },
  databaseHooks: {
    session: {
      delete: {
        // Signed out, revoked, banned: whichever way a session ends, its open pages hear of it.
        after: async (session) =>
          disconnectSession({ userId: session.userId, sessionId: session.id }),
      },
    },
  },
  plugins: [
    admin(),
    ...(env.GOOGLE_EMULATOR_URL ? [googleEmulator(env.GOOGLE_EMULATOR_URL)] : []),
    ...(isLocalStage(env) ? [devLogin()] : []),
  ],
  onAPIError: { errorURL: `${env.VITE_PUBLIC_URL}/login` },
  advanced: {
    database: { generateId: ({ model }) => newId(ID_PREFIXES[model] ?? "row") },
    // Without this header every client would share one rate-limit bucket.
    ipAddress: { ipAddressHeaders: ["cf-connecting-ip"] },
    // Better Auth switches both off under NODE_ENV=test.
    disableOriginCheck: false,
    disableCSRFCheck: false,
  },
  telemetry: { enabled: false },
});

export type Auth = typeof auth;
