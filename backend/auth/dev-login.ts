import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import { emailInput } from "../trpc/inputs.ts";
import { cleanName } from "../utils/names.ts";

/**
 * `POST /api/auth/dev/login { email }` signs in as anybody, creating the user when there is none.
 * Registered in the local stage alone; in any other the path does not exist.
 */
export const devLogin = () =>
  ({
    id: "dev-login",
    endpoints: {
      devLogin: createAuthEndpoint(
        "/dev/login",
        { method: "POST", body: z.object({ email: emailInput }) },
        async (ctx) => {
          const { internalAdapter } = ctx.context;
          const { email } = ctx.body;
          const found = await internalAdapter.findUserByEmail(email);
          const user =
            found?.user ??
            (await internalAdapter.createUser(
              { email, name: nameFromEmail(email), emailVerified: true },
              { method: "dev-login" },
            ));
          const session = await internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ user: { id: user.id, email: user.email, name: user.name } });
        },
      ),
    },
  }) satisfies BetterAuthPlugin;

/** "ada.lovelace@example.com" becomes "Ada Lovelace". */
function nameFromEmail(email: string) {
  const words = email
    .replace(/@.*/, "")
    .split(/[._+-]+/)
    .filter(Boolean);
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
  return cleanName(name, email);
}
