import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { wantsSignInAgain } from "../../lib/errors";
import { toast } from "../../lib/toast";
import { LoadingError } from "../loading-error";
import { RelativeTime } from "../relative-time";
import { SettingsSection } from "../settings/settings-section";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Loading, SkeletonLines } from "../ui/skeleton";
import { SignInAgain } from "./sign-in-again";

const auth = () => import("../../lib/auth-client");

/** Answered by Better Auth rather than tRPC, hence a key of its own. */
const sessionsQuery = queryOptions({
  queryKey: ["auth", "sessions"],
  queryFn: async () => (await auth()).listSessions(),
});

/** Where the person is signed in; what they do not know they can end. */
export function SessionsSection() {
  const sessions = useQuery(sessionsQuery);
  const revokeOthers = useEndSessions(async () => (await auth()).revokeOtherSessions());
  const revoke = useEndSessions(async (token: string) => (await auth()).revokeSession(token));
  const isTooOld = [revoke, revokeOthers].some(({ error }) => wantsSignInAgain(error));
  return (
    <SettingsSection title="Sessions" description="The browsers in which you are signed in.">
      {sessions.isPending && <SessionsSkeleton />}
      {sessions.isError && (
        <LoadingError error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      <ul className="divide-y">
        {sessions.data?.map(({ id, token, device, createdAt, isCurrent }) => (
          <li key={id} className="flex min-h-10 items-center justify-between gap-3 py-1 text-sm">
            <span className="min-w-0">
              <span className="flex flex-wrap items-center gap-2 font-medium">
                {device} {isCurrent && <Badge variant="success">This browser</Badge>}
              </span>
              <span className="text-muted-foreground">
                Signed in <RelativeTime time={createdAt} />
              </span>
            </span>
            {!isCurrent && !isTooOld && (
              <Button
                variant="outline"
                size="sm"
                pending={revoke.isPending && revoke.variables === token}
                onClick={() => revoke.mutate(token)}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
      {isTooOld && (
        <SignInAgain
          to="end sessions"
          onSignedIn={() => {
            revoke.reset();
            revokeOthers.reset();
            void sessions.refetch();
          }}
        />
      )}
      {!isTooOld && sessions.data && sessions.data.length > 1 && (
        <Button
          variant="outline"
          className="mt-3"
          pending={revokeOthers.isPending}
          onClick={() => revokeOthers.mutate()}
        >
          Sign out everywhere else
        </Button>
      )}
    </SettingsSection>
  );
}

/** Most people have one. */
function SessionsSkeleton() {
  return (
    <Loading className="py-1">
      <SkeletonLines />
    </Loading>
  );
}

function useEndSessions<V = void>(end: (variables: V) => Promise<unknown>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: end,
    onError: (error) => {
      if (!wantsSignInAgain(error)) toast.error(error);
    },
    onSettled: () => queryClient.invalidateQueries(sessionsQuery),
  });
}
