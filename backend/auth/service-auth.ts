import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import { emailInput } from "../trpc/inputs.ts";
import { db } from "../db/client.ts";
import { auditLog } from "../db/schema.ts";
import { SERVICE_SESSION_S } from "./session-lifetime.ts";
import { hasServiceToken } from "./service-token.ts";

/**
 * `POST /api/auth/service-auth/session { email }` with the header `x-service-auth-token`: a session of
 * one hour as the user of that verified email, for services that act for people. It can't be renewed, is
 * never a recent sign-in, and is written down.
 */
export const serviceAuthPlugin = () =>
  ({
    id: "service-auth",
    endpoints: {
      createServiceSession: createAuthEndpoint(
        "/service-auth/session",
        {
          method: "POST",
          requireHeaders: true,
          body: z.object({ email: emailInput }),
        },
        async (ctx) => {
          if (!hasServiceToken(ctx.headers))
            throw new APIError("UNAUTHORIZED", {
              message: "The service token is missing or wrong.",
            });
          const { internalAdapter } = ctx.context;
          const found = await internalAdapter.findUserByEmail(ctx.body.email);
          if (!found)
            throw new APIError("NOT_FOUND", { message: "There is no user with this email." });
          const { user } = found;
          if (!user.emailVerified)
            throw new APIError("FORBIDDEN", {
              message: "The email of this user is not verified.",
            });
          const expiresAt = new Date(Date.now() + SERVICE_SESSION_S * 1000);
          const session = await internalAdapter.createSession(
            user.id,
            true,
            { expiresAt, service: true },
            true,
          );
          await db.insert(auditLog).values({
            action: "session.createByService",
            target: user.id,
            metadata: { sessionId: session.id },
          });
          await setSessionCookie(ctx, { session, user }, true);
          return ctx.json({
            session: { id: session.id, expiresAt: session.expiresAt.toISOString() },
            user: { id: user.id, email: user.email, name: user.name },
          });
        },
      ),
    },
  }) satisfies BetterAuthPlugin;
