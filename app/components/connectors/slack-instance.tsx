import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "../../lib/toast";
import { type Instance, type InstanceScope, type SlackConnection, useTRPC } from "../../lib/trpc";
import { LoadingError } from "../loading-error";
import { RelativeTime } from "../relative-time";
import { Badge, BadgeDot } from "../ui/badge";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { Skeleton } from "../ui/skeleton";
import { DisconnectSlackDialog } from "./disconnect-slack-dialog";

interface SlackInstanceProps {
  instance: Instance;
  scope: InstanceScope;
  mayChange: boolean;
}

/** To which Slack workspaces an instance is connected. */
export function SlackInstance({ instance, scope, mayChange }: SlackInstanceProps) {
  const trpc = useTRPC();
  const connections = useQuery(trpc.instance.slackConnections.queryOptions(scope));
  return (
    <Card className="gap-3 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="min-w-0 text-base font-semibold wrap-anywhere">{instance.name}</h2>
        {mayChange && <InstallButton scope={scope} again={Boolean(connections.data?.length)} />}
      </div>
      {connections.isPending && <Skeleton className="h-5 w-64" />}
      {connections.isError && (
        <LoadingError error={connections.error} onRetry={() => void connections.refetch()} />
      )}
      {connections.data?.length === 0 && (
        <p className="text-sm text-muted-foreground">Not connected to Slack.</p>
      )}
      {connections.data?.map((connection) => (
        <Connection
          key={connection.accountId}
          connection={connection}
          instance={instance}
          scope={scope}
          mayChange={mayChange}
        />
      ))}
    </Card>
  );
}

function InstallButton({ scope, again }: { scope: InstanceScope; again: boolean }) {
  const install = useMutation({
    mutationFn: async () =>
      (await import("../../lib/auth-client")).installSlack({
        ...scope,
        callbackURL: `/${scope.organizationSlug}/connectors`,
      }),
    onError: (error) => toast.error(error.message),
  });
  return (
    <Button
      variant={again ? "outline" : "default"}
      pending={install.isPending || install.isSuccess}
      onClick={() => install.mutate()}
    >
      {again ? "Connect another workspace" : "Install Slack"}
    </Button>
  );
}

interface ConnectionProps extends SlackInstanceProps {
  connection: SlackConnection;
}

function Connection({ connection, instance, scope, mayChange }: ConnectionProps) {
  const [asking, setAsking] = useState(false);
  const { workspace, connectedBy, connectedAt, disconnectedAt } = connection;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <span className="font-medium wrap-anywhere">{workspace}</span>
      <Badge variant={disconnectedAt ? "warning" : "success"}>
        <BadgeDot />
        {disconnectedAt ? "disconnected by Slack" : "connected"}
      </Badge>
      <span className="text-muted-foreground">
        {connectedBy && `by ${connectedBy.name} `}
        <RelativeTime time={connectedAt} />
      </span>
      {mayChange && (
        <Button
          variant="ghost"
          size="sm"
          className="ml-auto text-destructive"
          aria-label={`Disconnect ${workspace} from ${instance.name}`}
          onClick={() => setAsking(true)}
        >
          Disconnect
        </Button>
      )}
      <DisconnectSlackDialog
        connection={connection}
        instance={instance}
        scope={scope}
        open={asking}
        onOpenChange={setAsking}
      />
    </div>
  );
}
