import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { describeDevice } from "../../lib/device";
import { dialogError } from "../../lib/errors";
import { type Session, useTRPC } from "../../lib/trpc";
import { RelativeTime } from "../relative-time";
import { SettingsSection } from "../settings/settings-section";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Loading, SkeletonLines } from "../ui/skeleton";

/** Where the person is signed in; what they do not know they can end. */
export function SessionsSection() {
  const trpc = useTRPC();
  const { data: sessions } = useSuspenseQuery(trpc.user.sessions.queryOptions());
  const [asking, setAsking] = useState<Session | "others">();
  const revoking = useRevoking({ onSuccess: () => setAsking(undefined) });
  return (
    <Section>
      <ul className="divide-y">
        {sessions.map((session) => (
          <li
            key={session.id}
            className="flex min-h-10 items-center justify-between gap-3 py-1 text-sm"
          >
            <span className="min-w-0">
              <span className="flex flex-wrap items-center gap-2 font-medium">
                {describeDevice(session)}
                {session.isCurrent && <Badge variant="success">This browser</Badge>}
              </span>
              <span className="text-muted-foreground">
                Signed in <RelativeTime time={session.createdAt} />
              </span>
            </span>
            {!session.isCurrent && (
              <Button variant="outline" size="sm" onClick={() => setAsking(session)}>
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Button variant="outline" className="mt-3" onClick={() => setAsking("others")}>
          Sign out everywhere else
        </Button>
      )}
      {asking && (
        <ConfirmDialog
          open
          onOpenChange={() => setAsking(undefined)}
          {...(asking === "others" ? OTHERS : ofSession(asking))}
          pending={revoking.isPending}
          error={dialogError(revoking.error)}
          onConfirm={() => revoking.revoke(asking)}
        />
      )}
    </Section>
  );
}

const OTHERS = {
  title: "Sign out everywhere else?",
  description: "Every other session is signed out at once, with what is open there.",
  action: "Sign out everywhere else",
};

const ofSession = (session: Session) => ({
  title: "Sign out this session?",
  description: (
    <>
      <span>{`${describeDevice(session)}, signed in `}</span>
      <RelativeTime time={session.createdAt} />. It is signed out at once, with what is open there.
    </>
  ),
  action: "Sign out",
});

/** Ends one session, or all but this one. */
function useRevoking({ onSuccess }: { onSuccess: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries(trpc.user.sessions.queryFilter());
  const options = {
    onSuccess: async () => {
      await refresh();
      onSuccess();
    },
    // It may have been ended elsewhere.
    onError: refresh,
  };
  const one = useMutation(trpc.user.revokeSession.mutationOptions(options));
  const others = useMutation(trpc.user.revokeOtherSessions.mutationOptions(options));
  const reset = () => {
    one.reset();
    others.reset();
  };
  return {
    revoke: (which: Session | "others") => {
      reset();
      if (which === "others") others.mutate();
      else one.mutate({ sessionId: which.id });
    },
    reset,
    isPending: one.isPending || others.isPending,
    error: one.error ?? others.error,
  };
}

/** Most people have one. */
export function SessionsSkeleton() {
  return (
    <Section>
      <Loading className="py-1">
        <SkeletonLines />
      </Loading>
    </Section>
  );
}

function Section({ children }: { children: ReactNode }) {
  return (
    <SettingsSection
      title="Sessions"
      description="Browsers and services that are signed in as you."
    >
      {children}
    </SettingsSection>
  );
}
