import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { loadAuthClient } from "../../lib/load-auth-client";
import { toast } from "../../lib/toast";
import type { Instance, InstanceScope, SlackConnection } from "../../lib/trpc";
import { RelativeTime } from "../relative-time";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { Skeleton } from "../ui/skeleton";
import { DisconnectSlackDialog } from "./disconnect-slack-dialog";

interface InstanceProps {
  instance: Instance;
  scope: InstanceScope;
  mayChange: boolean;
}

interface SlackInstanceProps extends InstanceProps {
  /** Those of this instance. */
  connections: SlackConnection[];
}

/** To which Slack workspaces an instance is connected. */
export function SlackInstance({ connections, ...props }: SlackInstanceProps) {
  const { instance, scope, mayChange } = props;
  return (
    <Card className="gap-3 p-4">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-2">
        <h2 className="min-w-0 text-base font-semibold wrap-anywhere">{instance.name}</h2>
        {mayChange && <InstallButton scope={scope} again={connections.length > 0} />}
      </div>
      {connections.length === 0 && (
        <p className="text-sm text-muted-foreground">Not connected to Slack.</p>
      )}
      {connections.map((connection) => (
        <Connection key={connection.accountId} connection={connection} {...props} />
      ))}
    </Card>
  );
}

/** The same while it is not known yet. */
export function SlackInstanceSkeleton({ instance }: { instance: Instance }) {
  return (
    <Card className="gap-3 p-4">
      <div className="flex min-h-8 items-center">
        <h2 className="min-w-0 text-base font-semibold wrap-anywhere">{instance.name}</h2>
      </div>
      <Skeleton className="my-0.5 w-40" />
    </Card>
  );
}

function InstallButton({ scope, again }: { scope: InstanceScope; again: boolean }) {
  const install = useMutation({
    mutationFn: async () =>
      (await loadAuthClient()).installSlack({
        ...scope,
        callbackURL: `/${scope.organizationSlug}/connectors`,
      }),
    onError: toast.error,
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

function Connection({ connection, ...props }: InstanceProps & { connection: SlackConnection }) {
  const { instance, scope, mayChange } = props;
  const [asking, setAsking] = useState(false);
  const { workspace, connectedBy, connectedAt, disconnectedAt, lastEventAt } = connection;
  const { otherOrganizations } = connection;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 text-sm">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <span className="wrap-anywhere">{workspace}</span>
          <Badge dot variant={disconnectedAt ? "warning" : "success"}>
            {disconnectedAt ? "disconnected by Slack" : "connected"}
          </Badge>
        </p>
        <p className="text-muted-foreground">
          <span>{connectedBy ? `Connected by ${connectedBy.name} ` : "Connected "}</span>
          <RelativeTime time={connectedAt} />
          <span>{lastEventAt ? ", last event " : ", no event yet"}</span>
          {lastEventAt && <RelativeTime time={lastEventAt} />}
        </p>
        {otherOrganizations > 0 && (
          <p className="text-muted-foreground">
            {otherOrganizations === 1
              ? "Also sends to 1 other organization"
              : `Also sends to ${otherOrganizations} other organizations`}
          </p>
        )}
      </div>
      {mayChange && (
        <Button
          variant="ghost"
          size="sm"
          className="-mr-2.5 text-destructive! max-sm:-ml-2.5"
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
