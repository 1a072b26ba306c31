import { createFileRoute } from "@tanstack/react-router";
import { GoogleButton, SignInError } from "../components/auth-components";
import { DevLoginButton } from "../components/dev-login";
import { Button } from "../components/ui/button";
import { redirect } from "../lib/redirect";
import { sitePath } from "../lib/site-path";

interface LoginSearch {
  /** Where the person wanted to go, within this site. */
  redirectTo?: string;
  /** Why a sign-in failed: a code of the OAuth callback. */
  error?: string;
}

/** Says nothing to who is signed in by now: in another tab, or by the callback that the browser opens a second time. */
const OVER = new Set(["state_mismatch", "session_ended"]);

export const Route = createFileRoute("/login")({
  validateSearch: (search): LoginSearch => ({
    ...(typeof search.redirectTo === "string" && { redirectTo: sitePath(search.redirectTo) }),
    ...(typeof search.error === "string" && { error: search.error }),
  }),
  beforeLoad: async ({ context: { queryClient, trpc }, search }) => {
    // Only an answer of now tells whether somebody is signed in: an older one could send them around for ever.
    const viewer = await queryClient
      .fetchQuery({ ...trpc.user.me.queryOptions(), staleTime: 0 })
      .catch(() => undefined);
    // Signing in again can fail as well, and only this page says why.
    if (viewer && (!search.error || OVER.has(search.error)))
      throw redirect({ href: search.redirectTo ?? "/" });
    if (!viewer) queryClient.removeQueries(trpc.user.me.queryFilter());
    return { signedInAs: viewer?.user.email };
  },
  head: () => ({ meta: [{ title: "Sign in · OS2" }] }),
  component: LoginPage,
});

function LoginPage() {
  const { redirectTo = "/", error } = Route.useSearch();
  const { site, signedInAs } = Route.useRouteContext();
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="grid w-full max-w-xs gap-6 text-center">
        <div className="grid justify-items-center gap-3">
          <img src="/favicon.svg" alt="" className="size-11" />
          <h1 className="text-xl font-semibold">Sign in to OS2</h1>
          <p className="text-sm text-muted-foreground">
            Run your organization's instances and machines.
          </p>
        </div>
        {error && <SignInError code={error} />}
        <div className="grid gap-2">
          <GoogleButton redirectTo={redirectTo} />
          {site.devLogin && <DevLoginButton redirectTo={redirectTo} />}
          {signedInAs && (
            <Button asChild variant="ghost">
              <a href={redirectTo}>{`Go on as ${signedInAs}`}</a>
            </Button>
          )}
        </div>
      </div>
    </main>
  );
}
