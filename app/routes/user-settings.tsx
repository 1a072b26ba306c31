import { useMutation } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { personNameInput } from "../../backend/trpc/inputs";
import { AccountPage } from "../components/account-page";
import { NameForm } from "../components/name-form";
import { SettingsSection } from "../components/settings/settings-section";
import { DeleteAccountSection } from "../components/user/delete-account-section";
import { GmailSection, GmailSkeleton } from "../components/user/gmail-section";
import { SessionsSection, SessionsSkeleton } from "../components/user/sessions-section";
import { NamedAvatar } from "../components/ui/avatar";
import { Loading, Skeleton } from "../components/ui/skeleton";
import { parseRoundTrip, useRoundTripToast } from "../hooks/use-round-trip";
import { useRefreshViewer, useSessionUser } from "../hooks/use-session-user";
import { load } from "../lib/errors";
import { toast } from "../lib/toast";
import { useTRPC } from "../lib/trpc";

const TITLE = "Your settings";

export const Route = createFileRoute("/_auth-required/user/settings")({
  validateSearch: parseRoundTrip,
  loader: async ({ context: { queryClient, trpc, viewer }, location }) => {
    if (viewer.impersonation) return;
    await Promise.all([
      load(queryClient, trpc.user.connections.queryOptions(), location),
      load(queryClient, trpc.user.sessions.queryOptions(), location),
      load(queryClient, trpc.user.ownedAlone.queryOptions(), location),
    ]);
  },
  head: () => ({ meta: [{ title: `${TITLE} · OS2` }] }),
  pendingComponent: UserSettingsPending,
  component: UserSettingsPage,
});

function UserSettingsPage() {
  const { user, impersonation } = useSessionUser();
  const trpc = useTRPC();
  const refreshViewer = useRefreshViewer();
  useRoundTripToast(Route.useSearch(), "Gmail is connected.");
  const update = useMutation(
    trpc.user.updateProfile.mutationOptions({
      onSuccess: async () => {
        await refreshViewer();
        toast.success("Name saved.");
      },
    }),
  );
  return (
    <AccountPage title={TITLE}>
      <ProfileSection>
        <NameForm
          schema={personNameInput}
          label="Name"
          defaultName={user.name}
          submitLabel="Save name"
          autoComplete="name"
          autoFocus={false}
          readOnly={impersonation ? OWN_ALONE : undefined}
          onSubmit={(values) => update.mutateAsync(values)}
        />
      </ProfileSection>
      {impersonation ? (
        <SettingsSection
          title="Gmail and sessions"
          description={`What ${user.name} has connected and where they are signed in is theirs alone to see.`}
        />
      ) : (
        <>
          <GmailSection />
          <SessionsSection />
        </>
      )}
      <DeleteAccountSection refusal={impersonation ? OWN_ALONE : undefined} />
    </AccountPage>
  );
}

function ProfileSection({ children }: { children: ReactNode }) {
  const { user } = useSessionUser();
  return (
    <SettingsSection title="Profile" description="What others in your organizations see of you.">
      <div className="mb-5 flex items-center gap-3">
        <NamedAvatar name={user.name} image={user.image} className="size-10" />
        <p className="min-w-0 text-sm wrap-anywhere">
          <span>{user.email}</span>
          <span className="block text-muted-foreground">The address you sign in with.</span>
        </p>
      </div>
      {children}
    </SettingsSection>
  );
}

function UserSettingsPending() {
  return (
    <AccountPage title={TITLE}>
      <ProfileSection>
        <Loading>
          <Skeleton className="mb-1.5 h-5 w-12" />
          <Skeleton className="mb-4 h-8" />
          <Skeleton className="ml-auto h-8 w-24" />
        </Loading>
      </ProfileSection>
      <GmailSkeleton />
      <SessionsSkeleton />
    </AccountPage>
  );
}

const OWN_ALONE = "Not possible while impersonating a user.";
