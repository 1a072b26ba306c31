import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { loadAuthClient } from "../../lib/load-auth-client";
import { dialogError } from "../../lib/errors";
import { toast } from "../../lib/toast";
import { useTRPC } from "../../lib/trpc";
import { RelativeTime } from "../relative-time";
import { SettingsSection } from "../settings/settings-section";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Loading, Skeleton } from "../ui/skeleton";

const PERMISSIONS: Record<string, string> = {
  "https://www.googleapis.com/auth/gmail.send": "send mail as you",
  "https://www.googleapis.com/auth/calendar": "read and change your calendar",
};

/** The person's Google account as far as OS2 may act with it. */
export function GmailSection() {
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.user.connections.queryOptions());
  return <Section>{data.google ? <Connected google={data.google} /> : <ConnectButton />}</Section>;
}

export function GmailSkeleton() {
  return (
    <Section>
      <Loading>
        <Skeleton className="h-8 w-32" />
      </Loading>
    </Section>
  );
}

function Section({ children }: { children: ReactNode }) {
  return (
    <SettingsSection title="Gmail" description="Lets OS2 send mail and use the calendar for you.">
      {children}
    </SettingsSection>
  );
}

function ConnectButton() {
  const connect = useMutation({
    mutationFn: async () => (await loadAuthClient()).connectGoogle("/user/settings"),
    onError: toast.error,
  });
  return (
    <Button pending={connect.isPending || connect.isSuccess} onClick={() => connect.mutate()}>
      Connect Gmail
    </Button>
  );
}

interface Google {
  email: string;
  scopes: string[];
  connectedAt: string;
}

function Connected({ google }: { google: Google }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const disconnect = useMutation(
    trpc.user.disconnectGoogle.mutationOptions({
      onSuccess: async () => {
        setAsking(false);
        await queryClient.invalidateQueries(trpc.user.connections.queryFilter());
      },
    }),
  );
  const permissions = google.scopes.flatMap((scope) => PERMISSIONS[scope] ?? []);
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 text-sm">
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">{google.email}</p>
        <p className="text-muted-foreground">
          <span>{`May ${new Intl.ListFormat("en").format(permissions)}. Connected `}</span>
          <RelativeTime time={google.connectedAt} />.
        </p>
      </div>
      <Button variant="outline" onClick={() => setAsking(true)}>
        Disconnect
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Disconnect ${google.email}?`}
        description="OS2 can no longer send mail or use the calendar for you. You still sign in with Google."
        action="Disconnect Gmail"
        pending={disconnect.isPending}
        error={dialogError(disconnect.error)}
        onConfirm={() => disconnect.mutate()}
      />
    </div>
  );
}
