import { createAuthClient } from "better-auth/client";

/** Loaded when it is first needed: pages show who is signed in without it. */
export const authClient = createAuthClient({ basePath: "/api/auth" });

/** Goes to Google and, afterwards, to `redirectTo`. Resolves only when that could not be started. */
export async function signInWithGoogle(redirectTo: string) {
  const { error } = await authClient.signIn.social({
    provider: "google",
    callbackURL: redirectTo,
    errorCallbackURL: `/login?${new URLSearchParams({ redirectTo })}`,
  });
  if (error) throw new Error(error.message ?? "Signing in with Google could not be started.");
}

/** Signs in as anybody. Exists in the local stage alone. */
export async function devLogin(email: string) {
  const { error } = await authClient.$fetch("/dev/login", { method: "POST", body: { email } });
  if (error) throw new Error(error.message ?? "Signing in did not work.");
}

export async function signOut() {
  const { error } = await authClient.signOut();
  if (error) throw new Error(error.message ?? "Signing out did not work.");
}
