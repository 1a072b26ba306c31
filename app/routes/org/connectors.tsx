import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Server } from "lucide-react";
import { type ReactNode, useState } from "react";
import { SlackInstance, SlackInstanceSkeleton } from "../../components/connectors/slack-instance";
import { EmptyState } from "../../components/empty-state";
import { NewInstanceDialog } from "../../components/new-instance";
import { Page } from "../../components/page";
import { Button } from "../../components/ui/button";
import { Loading } from "../../components/ui/skeleton";
import { useOrganization } from "../../hooks/use-session-user";
import { parseRoundTrip, useRoundTripToast } from "../../hooks/use-round-trip";
import { load } from "../../lib/errors";
import { mayAdminister } from "../../lib/roles";
import { type Organization, useTRPC } from "../../lib/trpc";

export const Route = createFileRoute("/_auth-required/$organizationSlug/connectors")({
  validateSearch: parseRoundTrip,
  loader: ({ context: { queryClient, trpc }, params, location }) =>
    load(queryClient, trpc.organization.slackConnections.queryOptions(params), location),
  head: ({ match }) => ({
    meta: [{ title: `Connectors · ${match.context.organization.name}` }],
  }),
  pendingComponent: ConnectorsPending,
  component: ConnectorsPage,
});

function ConnectorsPage() {
  const trpc = useTRPC();
  const organization = useOrganization(Route.useRouteContext().organization);
  const { data: connections } = useSuspenseQuery(
    trpc.organization.slackConnections.queryOptions(Route.useParams()),
  );
  useRoundTripToast(Route.useSearch(), "Slack is connected.");
  return (
    <Frame organization={organization}>
      {organization.instances.length > 0 ? (
        <ul className="grid gap-3">
          {organization.instances.map((instance) => (
            <li key={instance.id}>
              <SlackInstance
                instance={instance}
                connections={connections.filter(({ instanceId }) => instanceId === instance.id)}
                scope={{ organizationSlug: organization.slug, instanceSlug: instance.slug }}
                mayChange={mayAdminister(organization.role)}
              />
            </li>
          ))}
        </ul>
      ) : (
        <NoInstance organization={organization} />
      )}
    </Frame>
  );
}

function ConnectorsPending() {
  const { organization } = Route.useRouteContext();
  return (
    <Frame organization={organization}>
      <Loading className="grid gap-3">
        {organization.instances.map((instance) => (
          <SlackInstanceSkeleton key={instance.id} instance={instance} />
        ))}
      </Loading>
    </Frame>
  );
}

function Frame({ organization, children }: { organization: Organization; children: ReactNode }) {
  return (
    <Page
      title="Connectors"
      description="A Slack workspace talks to the instances that it is connected to."
    >
      {!mayAdminister(organization.role) && (
        <p className="mb-4 text-sm text-muted-foreground">
          Only an owner or an admin of the organization can connect and disconnect Slack.
        </p>
      )}
      {children}
    </Page>
  );
}

function NoInstance({ organization }: { organization: Organization }) {
  const [creating, setCreating] = useState(false);
  const mayCreate = mayAdminister(organization.role);
  return (
    <>
      <EmptyState
        icon={Server}
        title="No instance to connect"
        description={
          mayCreate
            ? "Slack is connected to an instance, and there is none yet."
            : "Slack is connected to an instance, and there is none yet. An owner or an admin can create one."
        }
      >
        {mayCreate && <Button onClick={() => setCreating(true)}>New instance</Button>}
      </EmptyState>
      <NewInstanceDialog organization={organization} open={creating} onOpenChange={setCreating} />
    </>
  );
}
