import { rootRouteId, useRouteContext } from "@tanstack/react-router";
import { useSessionUser } from "../../hooks/use-session-user";
import { GoogleButton } from "../auth-components";
import { DevLoginButton } from "../dev-login";
import { Alert } from "../ui/alert";

interface SignInAgainProps {
  /** "end sessions" */
  to: string;
  onSignedIn: () => void;
}

/** What takes the place of a button that wants a recent sign-in; comes back to the person's settings. */
export function SignInAgain({ to, onSignedIn }: SignInAgainProps) {
  const { site } = useRouteContext({ from: rootRouteId });
  const { user } = useSessionUser();
  const redirectTo = "/user/settings";
  return (
    <div className="mt-3 grid gap-3">
      <Alert>You signed in some time ago. To be sure it is you, please do so once more.</Alert>
      <div className="flex flex-wrap gap-2">
        <GoogleButton redirectTo={redirectTo} label={`Sign in again to ${to}`} />
        {site.devLogin && (
          <DevLoginButton
            redirectTo={redirectTo}
            defaultEmail={user.email}
            onSignedIn={onSignedIn}
          />
        )}
      </div>
    </div>
  );
}
