import type { BetterAuthPlugin } from "better-auth";
import { refreshAccessToken, validateAuthorizationCode } from "better-auth/oauth2";
import { createRemoteJWKSet } from "jose";
import { z } from "zod";

const profileSchema = z.object({ email: z.string().min(1) });

/**
 * Aims Better Auth's Google provider at an emulator. Registered only where GOOGLE_EMULATOR_URL is set,
 * which env.ts allows in the local stage alone: everywhere else the stock provider is untouched.
 *
 * The emulator differs from Google in its token path, in being its own issuer, and in a `sub` that is
 * random at each start, so accounts are keyed by email here.
 */
export const googleEmulator = (baseUrl: string) =>
  ({
    id: "google-emulator",
    init: (ctx) => ({
      context: {
        socialProviders: ctx.socialProviders.map((provider) => {
          if (provider.id !== "google" || !provider.options) return provider;
          const { options } = provider;
          const tokenEndpoint = `${baseUrl}/oauth2/token`;
          return {
            ...provider,
            accountSubject: ({ profile }) => `emulated:${profileSchema.parse(profile).email}`,
            validateAuthorizationCode: ({ code, codeVerifier, redirectURI }) =>
              validateAuthorizationCode({
                code,
                codeVerifier,
                redirectURI,
                options,
                tokenEndpoint,
              }),
            refreshAccessToken: (refreshToken: string) =>
              refreshAccessToken({ refreshToken, options, tokenEndpoint }),
            idToken: {
              jwks: createRemoteJWKSet(new URL(`${baseUrl}/oauth2/v3/certs`)),
              issuer: baseUrl,
              audience: options.clientId,
              algorithms: ["RS256"],
            },
          };
        }),
      },
    }),
  }) satisfies BetterAuthPlugin;
