import type { BetterAuthPlugin } from "better-auth";
import { env } from "../env.ts";
import { logError } from "../log/log.ts";

/** How long Google or Slack may take: somebody waits, and Slack is asked in the middle of a transaction. */
export const PROVIDER_TIMEOUT_MS = Number(env.PROVIDER_TIMEOUT_MS ?? 5_000);

/** Fails when `call` has no result in time. For calls that can't be aborted. */
export async function inTime<T>(call: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const late = () => reject(new Error(`No answer within ${PROVIDER_TIMEOUT_MS} ms.`));
    timer = setTimeout(late, PROVIDER_TIMEOUT_MS);
  });
  return Promise.race([call, tooLate]).finally(() => clearTimeout(timer));
}

/** Better Auth waits for a provider for ever, and fails on an answer of it that makes no sense. */
export const guardedProviders = () =>
  ({
    id: "guarded-providers",
    init: (ctx) => ({
      context: {
        socialProviders: ctx.socialProviders.map((provider) => ({
          ...provider,
          validateAuthorizationCode: (data) => inTime(provider.validateAuthorizationCode(data)),
          getUserInfo: (tokens) =>
            inTime(provider.getUserInfo(tokens)).catch((error: unknown) => {
              logError("provider did not say who somebody is", error);
              return null;
            }),
        })),
      },
    }),
  }) satisfies BetterAuthPlugin;
