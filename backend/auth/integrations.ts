import type { BetterAuthPlugin, GenericEndpointContext } from "better-auth";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { generateRandomString } from "better-auth/crypto";
import { z } from "zod";
import { isSitePath } from "../../app/lib/site-path.ts";
import { isDuplicateKey } from "../db/helpers.ts";
import { env } from "../env.ts";
import { SlackRefusal } from "../integrations/slack/slack-api.ts";
import { announce } from "../live/live.ts";
import { SLACK_EVENTS } from "../live/stale-paths.ts";
import { logError } from "../log/log.ts";
import { type Authorizer, createAuthorizer } from "../trpc/authorize.ts";
import { instanceInput, mayAdminister } from "../trpc/trpc.ts";
import {
  GMAIL_SCOPES,
  hasGmailScopes,
  revokeAtGoogle,
  saveGoogleGrant,
} from "./google-connection.ts";
import { consumeOAuthState, createOAuthState, keepOutcome, type Outcome } from "./oauth-state.ts";
import {
  linkGoogleState,
  linkSlackBotState,
  type OAuthStateKind,
  type RoundTrip,
} from "./oauth-state-schemas.ts";
import { readSessionToken } from "./session-token.ts";
import {
  exchangeSlackCode,
  saveSlackInstallation,
  slackAuthorizationUrl,
} from "./slack-installation.ts";

// The round trips to Google and Slack that connect something to what a signed-in person has. Each is
// started by a POST that answers `{ url }`, and ends on `callbackURL`, with `connected` or `error` in
// its query. (Signing in with Google is Better Auth's own: /sign-in/social, /callback/google.)

const callbackUrl = (path: string) =>
  `${env.VITE_PUBLIC_URL}/api/auth/integrations/callback/${path}`;
const GOOGLE_CALLBACK = callbackUrl("google");
const SLACK_CALLBACK = callbackUrl("slack-bot");

const sitePath = z.string().refine(isSitePath, "must be a path of this site");
const linkGoogleBody = z.object({ callbackURL: sitePath });
const linkSlackBotBody = instanceInput.extend({ callbackURL: sitePath });

const callbackQuery = z
  .object({ state: z.string(), code: z.string(), error: z.string() })
  .partial();

const authorizerOf = (ctx: { headers: Headers }) =>
  createAuthorizer(() => readSessionToken(ctx.headers));

const signInFirst = () => new APIError("UNAUTHORIZED", { message: "Please sign in to continue." });

/** Why a round trip failed, as the page it ends on gets it. */
class RoundTripError extends Error {
  override name = "RoundTripError";
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** A provider's own reason goes into a URL of ours: only what looks like one. */
const reason = (code: string) => (/^[a-z_]{1,64}$/.test(code) ? code : "provider_error");

function endOn(path: string, params: Record<string, string>): string {
  const url = new URL(path, env.VITE_PUBLIC_URL);
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.pathname + url.search + url.hash;
}

/**
 * A callback's frame: uses up the state, and sends the browser back to where the flow was to end,
 * whatever `complete` comes to.
 */
async function endRoundTrip<T extends RoundTrip>(
  ctx: GenericEndpointContext & { headers: Headers; query: z.infer<typeof callbackQuery> },
  kind: OAuthStateKind<T>,
  complete: (code: string, flow: T, authorize: Authorizer) => Promise<string>,
): Promise<never> {
  const { state = "", code, error } = ctx.query;
  const authorize = authorizerOf(ctx);
  const caller = await authorize.session();
  const flow = await consumeOAuthState(kind, state, caller?.session.id);
  // Of a state nobody made there is nothing to go back to; the settings say what is connected.
  if (!flow) throw ctx.redirect(endOn("/user/settings", { error: "state_mismatch" }));
  const { callbackURL } = flow.value;
  if (!flow.fresh)
    throw ctx.redirect(endOn(callbackURL, flow.outcome ?? { error: "state_mismatch" }));
  let result: Outcome;
  try {
    if (error || !code) throw new RoundTripError(reason(error ?? "no_code"));
    result = { connected: await complete(code, flow.value, authorize) };
  } catch (failure) {
    if (!(failure instanceof RoundTripError)) throw failure;
    result = { error: failure.code };
  }
  await keepOutcome(kind, state, flow.value, result);
  throw ctx.redirect(endOn(callbackURL, result));
}

export const integrationsPlugin = () =>
  ({
    id: "integrations",
    endpoints: {
      linkGoogle: createAuthEndpoint(
        "/integrations/link/google",
        { method: "POST", requireHeaders: true, body: linkGoogleBody },
        async (ctx) => {
          const caller = await authorizerOf(ctx).session();
          if (!caller) throw signInFirst();
          const codeVerifier = generateRandomString(128);
          const state = await createOAuthState(linkGoogleState, {
            callbackURL: ctx.body.callbackURL,
            sessionId: caller.session.id,
            codeVerifier,
          });
          const url = await googleProvider(ctx).createAuthorizationURL({
            state,
            codeVerifier,
            scopes: [...GMAIL_SCOPES],
            redirectURI: GOOGLE_CALLBACK,
            // Google gives a refresh token only with consent, and asks which account.
            additionalParams: { access_type: "offline", prompt: "select_account consent" },
          });
          return ctx.json({ url: url.toString(), redirect: true });
        },
      ),

      callbackGoogle: createAuthEndpoint(
        "/integrations/callback/google",
        { method: "GET", requireHeaders: true, query: callbackQuery },
        async (ctx) =>
          endRoundTrip(ctx, linkGoogleState, async (code, { codeVerifier }, authorize) => {
            const caller = await authorize.session();
            if (!caller) throw new RoundTripError("state_mismatch");
            const grant = await exchangeGoogleCode(ctx, code, codeVerifier);
            const replaced = await saveGoogleGrant(caller, grant).catch((error: unknown) => {
              // Somebody else connected the same account at the same moment.
              if (isDuplicateKey(error, "account_provider_id_account_id_unique")) return undefined;
              throw error;
            });
            if (!replaced) throw new RoundTripError("account_of_other_user");
            for (const row of replaced)
              await revokeAtGoogle(row).catch((error: unknown) =>
                logError("Google grant not revoked", error),
              );
            return "google";
          }),
      ),

      linkSlackBot: createAuthEndpoint(
        "/integrations/link/slack-bot",
        { method: "POST", requireHeaders: true, body: linkSlackBotBody },
        async (ctx) => {
          const { callbackURL, organizationSlug, instanceSlug } = ctx.body;
          const caller = await authorizerOf(ctx).instance({ organizationSlug, instanceSlug });
          if (!caller) throw signInFirst();
          if (!caller.membership || !caller.instance)
            throw new APIError("NOT_FOUND", {
              message: "There is no such instance, or it is not yours.",
            });
          if (!mayAdminister(caller.membership.role))
            throw new APIError("FORBIDDEN", {
              message: "Only an owner or an admin of the organization can do this.",
            });
          const state = await createOAuthState(linkSlackBotState, {
            callbackURL,
            sessionId: caller.session.id,
            organizationSlug,
            instanceSlug,
          });
          return ctx.json({ url: slackAuthorizationUrl(state, SLACK_CALLBACK), redirect: true });
        },
      ),

      callbackSlackBot: createAuthEndpoint(
        "/integrations/callback/slack-bot",
        { method: "GET", requireHeaders: true, query: callbackQuery },
        async (ctx) =>
          endRoundTrip(ctx, linkSlackBotState, async (code, scope, authorize) => {
            const { organizationSlug, instanceSlug } = scope;
            // Asked again: much can change in the ten minutes that a state lives.
            const caller = await authorize.instance({ organizationSlug, instanceSlug });
            if (!caller?.organization || !caller.membership || !caller.instance)
              throw new RoundTripError("not_found");
            if (!mayAdminister(caller.membership.role)) throw new RoundTripError("forbidden");
            const installation = await exchangeSlackCode(code, SLACK_CALLBACK).catch(
              (error: unknown) => {
                if (error instanceof SlackRefusal) throw new RoundTripError(reason(error.reason));
                logError("Slack installation failed", error);
                throw new RoundTripError("provider_error");
              },
            );
            const { user, session, organization, instance } = caller;
            const installer = { user, session, organization, instance };
            await saveSlackInstallation(installation, installer);
            announce(SLACK_EVENTS, {
              organizationId: organization.id,
              instanceId: instance.id,
            });
            return "slack-bot";
          }),
      ),
    },
  }) satisfies BetterAuthPlugin;

function googleProvider(ctx: GenericEndpointContext) {
  const google = ctx.context.socialProviders.find(({ id }) => id === "google");
  if (!google) throw new Error("Google is not set up as a provider.");
  return google;
}

async function exchangeGoogleCode(ctx: GenericEndpointContext, code: string, codeVerifier: string) {
  const google = googleProvider(ctx);
  const tokens = await google
    .validateAuthorizationCode({ code, codeVerifier, redirectURI: GOOGLE_CALLBACK })
    .catch((error: unknown) => {
      logError("Google connection failed", error);
      throw new RoundTripError("invalid_code");
    });
  if (!tokens) throw new RoundTripError("invalid_code");
  const info = await google.getUserInfo(tokens);
  if (!info?.user.email) throw new RoundTripError("invalid_code");
  if (!info.user.emailVerified) throw new RoundTripError("email_not_verified");
  // People may untick what they are asked for.
  if (!hasGmailScopes(tokens.scopes ?? []) || !tokens.refreshToken)
    throw new RoundTripError("missing_scopes");
  const subject = await google.accountSubject({ profile: info.data, tokens });
  return { subject: String(subject), email: info.user.email, tokens };
}
