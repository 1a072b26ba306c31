import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { expireCookie } from "better-auth/cookies";
import { constantTimeEqual } from "better-auth/crypto";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { isSitePath } from "../../app/lib/site-path.ts";
import { createAuthorizer } from "../trpc/authorize.ts";
import { session } from "../db/schema.ts";
import { endSessions, findSessions } from "./end-sessions.ts";
import { isFixed } from "./session-lifetime.ts";
import { readSessionToken } from "./session-token.ts";

const target = z.string().refine(isSitePath, "must be a path of this site").optional();

/** Where a flow may end. Better Auth takes any URL of the site's origin, and compares it as text. */
const targets = z.object({
  callbackURL: target,
  errorCallbackURL: target,
  newUserCallbackURL: target,
  redirectTo: target,
});

/** A sign-in goes through Google's own pages and asks for who somebody is, nothing else. */
const signIn = targets.extend({ provider: z.literal("google") }).strict();

const refuseOtherSites = createAuthMiddleware(async (ctx) => {
  const schema = ctx.path === "/sign-in/social" ? signIn : targets;
  for (const values of [ctx.body, ctx.query]) {
    if (!values || (values === ctx.query && schema === signIn)) continue;
    const { error } = schema.safeParse(values);
    const [issue] = error?.issues ?? [];
    if (issue)
      throw new APIError("BAD_REQUEST", {
        code: "INVALID_REQUEST",
        message: `${issue.path.join(".") || "The request"} ${issue.message}.`,
      });
  }
});

/**
 * Signing out while impersonating ends the admin's session too, so the browser keeps neither. All impersonations
 * that the admin began, also in other browsers, end with it.
 */
const signOutOfAll = createAuthMiddleware(async (ctx) => {
  const headers = ctx.headers ?? new Headers();
  const caller = await createAuthorizer(() => readSessionToken(headers)).session();
  if (caller) {
    const adminId = caller.session.impersonatedBy ?? caller.user.id;
    await endSessions(await findSessions(eq(session.impersonatedBy, adminId)));
  }
  const cookie = ctx.context.createAuthCookie("admin_session");
  const value = await ctx.getSignedCookie(cookie.name, ctx.context.secret);
  if (value === null) return;
  const [adminToken] = value ? value.split(":") : [];
  if (adminToken) await ctx.context.internalAdapter.deleteSession(adminToken);
  expireCookie(ctx, cookie);
});

/** Who signs in while signed in, as the same or as another, leaves no session behind that nobody can see any more. */
const endFormerSession = createAuthMiddleware(async (ctx) => {
  const made = ctx.context.newSession;
  const former = ctx.headers && (await readSessionToken(ctx.headers));
  if (made && former && !constantTimeEqual(former, made.session.token))
    await ctx.context.internalAdapter.deleteSession(former);
});

/** What Better Auth and its admin plugin leave open, closed. */
export const guards = () =>
  ({
    id: "guards",
    init: () => ({
      options: {
        databaseHooks: {
          session: {
            update: {
              // Renewal would stretch these to seven days once the `dont_remember` cookie is dropped.
              before: async (data, ctx) => {
                const current = ctx?.context.session?.session;
                if (!data.expiresAt || !current || !isFixed(current)) return;
                return { data: { ...data, expiresAt: current.expiresAt } };
              },
            },
          },
        },
      },
    }),
    hooks: {
      before: [
        { matcher: () => true, handler: refuseOtherSites },
        { matcher: ({ path }) => path === "/sign-out", handler: signOutOfAll },
      ],
      after: [
        {
          matcher: ({ path }) => path === "/callback/:id" || path === "/dev/login",
          handler: endFormerSession,
        },
      ],
    },
  }) satisfies BetterAuthPlugin;
