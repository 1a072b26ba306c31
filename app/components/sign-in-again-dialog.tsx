import { rootRouteId, useLocation, useRouteContext } from "@tanstack/react-router";
import { useSessionUser } from "../hooks/use-session-user";
import { GoogleButton } from "./auth-components";
import { DevLoginButton } from "./dev-login";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "./ui/dialog";

interface SignInAgainDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Comes over whatever was begun, and back to the page on which it was. */
export function SignInAgainDialog({ open, onOpenChange }: SignInAgainDialogProps) {
  const { site } = useRouteContext({ from: rootRouteId });
  const { user } = useSessionUser();
  const { href } = useLocation();
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-sm">
        <DialogHeader>
          <DialogTitle>Sign in again</DialogTitle>
          <DialogDescription>
            {`You signed in some time ago. To confirm that it is you, sign in as ${user.email} once more, then try again.`}
          </DialogDescription>
        </DialogHeader>
        <div className="grid gap-2">
          <GoogleButton redirectTo={href} label="Sign in again with Google" />
          {site.devLogin && (
            <DevLoginButton
              redirectTo={href}
              defaultEmail={user.email}
              onSignedIn={() => onOpenChange(false)}
            />
          )}
        </div>
      </DialogContent>
    </Dialog>
  );
}
