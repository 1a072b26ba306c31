import { createAuthClient } from "better-auth/client";
import { SIGN_IN_AGAIN } from "../../backend/auth/session-lifetime";
import { AuthError, SignInAgainError } from "./errors";

/** Loaded when it is first needed: pages show who is signed in without it. */
export const authClient = createAuthClient({ basePath: "/api/auth" });

interface Answer<T> {
  data: T;
  error: { message?: string | undefined; code?: string | undefined } | null;
}

/** What an auth endpoint answered, or an error that says why not. */
async function answer<T>(call: Promise<Answer<T>>, otherwise: string): Promise<NonNullable<T>> {
  const { data, error } = await call;
  if (error?.code === SIGN_IN_AGAIN) throw new SignInAgainError(otherwise);
  if (error || !data) throw new AuthError(error?.message ?? otherwise);
  return data;
}

/** Goes to Google and, afterwards, to `redirectTo`. Resolves only when that could not be started. */
export async function signInWithGoogle(redirectTo: string) {
  const { error } = await authClient.signIn.social({
    provider: "google",
    callbackURL: redirectTo,
    errorCallbackURL: `/login?${new URLSearchParams({ redirectTo })}`,
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
  const { url } = await answer(
    authClient.$fetch<{ url: string }>(`/integrations/link/${provider}`, { method: "POST", body }),
    "That could not be started. Please try again.",
  );
  window.location.assign(url);
}

/** Where the person is signed in, this browser first. */
export async function listSessions() {
  const [sessions, current] = await Promise.all([
    answer(authClient.listSessions(), "Your sessions could not be listed. Please try again."),
    answer(authClient.getSession(), "Your sessions could not be listed. Please try again."),
  ]);
  return sessions
    .map(({ id, token, createdAt, userAgent }) => ({
      id,
      token,
      createdAt: new Date(createdAt).toISOString(),
      device: describeDevice(userAgent ?? ""),
      isCurrent: id === current.session.id,
    }))
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || (a.id < b.id ? 1 : -1));
}

export const revokeSession = (token: string) =>
  answer(authClient.revokeSession({ token }), "The session could not be ended. Please try again.");

export const revokeOtherSessions = () =>
  answer(authClient.revokeOtherSessions(), "The sessions could not be ended. Please try again.");

/** The first that matches: Edge and Opera call themselves Chrome too, and Chrome Safari. */
const BROWSERS = [
  ["Edge", /Edg\//],
  ["Opera", /OPR\//],
  ["Firefox", /Firefox\//],
  ["Chrome", /Chrome\//],
  ["Safari", /Safari\//],
] as const;
const SYSTEMS = [
  ["Android", /Android/],
  ["iOS", /iPhone|iPad/],
  ["Windows", /Windows/],
  ["macOS", /Macintosh/],
  ["Linux", /Linux/],
] as const;

function describeDevice(userAgent: string) {
  const find = (kinds: readonly (readonly [string, RegExp])[]) =>
    kinds.find(([, pattern]) => pattern.test(userAgent))?.[0];
  return [find(BROWSERS) ?? "A browser or program", find(SYSTEMS)].filter(Boolean).join(" on ");
}
