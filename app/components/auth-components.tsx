import { useMutation } from "@tanstack/react-query";
import { loadAuthClient } from "../lib/load-auth-client";
import { errorMessage } from "../lib/errors";
import { OutdatedPageError } from "../lib/load-code";
import { reloadPage } from "../lib/toast";
import { Alert } from "./ui/alert";
import { Button } from "./ui/button";

interface GoogleButtonProps {
  redirectTo: string;
  label?: string;
}

export function GoogleButton({ redirectTo, label = "Continue with Google" }: GoogleButtonProps) {
  const signIn = useMutation({
    mutationFn: async () => (await loadAuthClient()).signInWithGoogle(redirectTo),
  });
  return (
    <>
      <Button
        size="lg"
        pending={signIn.isPending || signIn.isSuccess}
        onClick={() => signIn.mutate()}
      >
        <GoogleMark />
        <span>{label}</span>
      </Button>
      {signIn.error && (
        <Alert variant="destructive" className="text-left">
          <span>{errorMessage(signIn.error)}</span>
          {signIn.error instanceof OutdatedPageError && (
            <Button variant="outline" size="sm" className="mt-2 flex" onClick={reloadPage}>
              Reload
            </Button>
          )}
        </Alert>
      )}
    </>
  );
}

const STARTED_ELSEWHERE =
  "That sign-in was started somewhere else, or too long ago. Please try again.";
const AWAY = "The database is away, so nobody can sign in right now. Please try again in a moment.";
const NOT_CONFIRMED = "Google did not confirm who you are. Please try again in a moment.";

const REASONS: Record<string, string> = {
  access_denied: "You cancelled the sign-in at Google.",
  another_google_account:
    "Another Google account has signed in with this address before. Ask a platform admin of this site to move your user to the new Google account.",
  email_not_verified:
    "Google has not verified the address of this account. Verify it at Google, then sign in again.",
  connected_for_gmail:
    "This Google account is connected to another person's user for Gmail and can't sign in yet. Please try again in a few minutes.",
  BANNED_USER: "This account is banned. Please talk to whoever runs this site.",
  banned: "This account is banned. Please talk to whoever runs this site.",
  session_ended: "You were signed out, or your session has ended. Please sign in again.",
  state_mismatch: STARTED_ELSEWHERE,
  state_security_mismatch: STARTED_ELSEWHERE,
  please_restart_the_process: "That sign-in took too long. Please try again.",
  invalid_code: NOT_CONFIRMED,
  unable_to_get_user_info: NOT_CONFIRMED,
  unavailable: AWAY,
  internal_server_error: AWAY,
};

export function SignInError({ code }: { code: string }) {
  return (
    <Alert variant="destructive" className="text-left">
      {REASONS[code] ?? "Signing in did not work. Please try again."}
    </Alert>
  );
}

function GoogleMark() {
  return (
    <svg viewBox="0 0 24 24" className="size-4" aria-hidden>
      <path
        fill="currentColor"
        d="M21.6 12.2c0-.7-.1-1.4-.2-2H12v3.9h5.4a4.6 4.6 0 0 1-2 3v2.5h3.2c1.9-1.7 3-4.3 3-7.4Z"
      />
      <path
        fill="currentColor"
        d="M12 22c2.7 0 5-.9 6.6-2.4l-3.2-2.5c-.9.6-2 1-3.4 1-2.6 0-4.8-1.8-5.6-4.1H3.1v2.6A10 10 0 0 0 12 22Z"
        opacity=".8"
      />
      <path
        fill="currentColor"
        d="M6.4 14a6 6 0 0 1 0-3.9V7.5H3.1a10 10 0 0 0 0 9L6.4 14Z"
        opacity=".6"
      />
      <path
        fill="currentColor"
        d="M12 6c1.5 0 2.8.5 3.8 1.5l2.8-2.8A10 10 0 0 0 3.1 7.5l3.3 2.600C7.200 7.700 9.400 6 12 6Z"
        opacity=".9"
      />
    </svg>
  );
}
