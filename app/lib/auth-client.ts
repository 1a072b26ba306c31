import { createAuthClient } from "better-auth/client";
import { OTHER_USER } from "../../backend/http/page-user";
import { AuthError } from "./errors";
import { startAnew } from "./leave-to";
import { pageUserHeaders } from "./page-user";
import { isSitePath } from "./site-path";

/** Loaded when it is first needed: pages show who is signed in without it. */
export const authClient = createAuthClient({
  basePath: "/api/auth",
  fetchOptions: {
    onRequest: ({ headers }) => {
      for (const [name, value] of Object.entries(pageUserHeaders())) headers.set(name, value);
    },
    onError: ({ error }) => {
      if (error["code"] === OTHER_USER) startAnew();
    },
  },
});

/** Goes to Google and, afterwards, to `redirectTo`. Resolves only when that could not be started. */
export async function signInWithGoogle(redirectTo: string) {
  const loginPage = `/login?${new URLSearchParams({ redirectTo })}`;
  const { error } = await authClient.signIn.social({
    provider: "google",
    callbackURL: redirectTo,
    // Encoded once more, a long address can be too long.
    errorCallbackURL: isSitePath(loginPage) ? loginPage : "/login",
  });
  if (error)
    throw new AuthError(
      error.message ?? "Signing in with Google could not be started. Please try again.",
    );
}

/** Signs in as anybody. Exists in the local stage alone. */
export async function devLogin(email: string) {
  const { error } = await authClient.$fetch("/dev/login", { method: "POST", body: { email } });
  if (error) throw new AuthError(error.message ?? "Signing in did not work. Please try again.");
}

export async function signOut() {
  const { error } = await authClient.signOut();
  if (error) throw new AuthError(error.message ?? "Signing out did not work. Please try again.");
}

/** Goes to Google to connect Gmail and the calendar; ends on `callbackURL` with `connected` or `error`. */
export const connectGoogle = (callbackURL: string) => startRoundTrip("google", { callbackURL });

/** Goes to Slack to install the bot for an instance; ends on `callbackURL` with `connected` or `error`. */
export const installSlack = (input: {
  organizationSlug: string;
  instanceSlug: string;
  callbackURL: string;
}) => startRoundTrip("slack-bot", input);

async function startRoundTrip(provider: "google" | "slack-bot", body: Record<string, string>) {
  const { data, error } = await authClient.$fetch<
    { url: string },
    { message?: string; code?: string }
  >(`/integrations/link/${provider}`, { method: "POST", body });
  if (error)
    throw new AuthError(
      error.message ?? "That could not be started. Please try again.",
      error.code,
    );
  window.location.assign(data.url);
}
