import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Server } from "lucide-react";
import { SlackInstance } from "../../components/connectors/slack-instance";
import { EmptyState } from "../../components/empty-state";
import { ListSkeleton } from "../../components/list-skeleton";
import { Page } from "../../components/page";
import { useOrganization } from "../../hooks/use-session-user";
import { parseRoundTrip, useRoundTripToast } from "../../hooks/use-round-trip";
import { load } from "../../lib/errors";
import { mayAdminister } from "../../lib/roles";
import { useTRPC } from "../../lib/trpc";

export const Route = createFileRoute("/_auth-required/$organizationSlug/connectors")({
  validateSearch: parseRoundTrip,
  loader: ({ context: { queryClient, trpc }, params, location }) =>
    load(queryClient, trpc.organization.slackConnections.queryOptions(params), location),
  head: ({ match }) => ({
    meta: [{ title: `Connectors · ${match.context.organization.name}` }],
  }),
  pendingComponent: () => (
    <Page title="Connectors">
      <ListSkeleton />
    </Page>
  ),
  component: ConnectorsPage,
});

function ConnectorsPage() {
  const trpc = useTRPC();
  const organization = useOrganization(Route.useRouteContext().organization);
  const { data: connections } = useSuspenseQuery(
    trpc.organization.slackConnections.queryOptions(Route.useParams()),
  );
  useRoundTripToast(Route.useSearch(), "Slack is connected.");
  const mayChange = mayAdminister(organization.role);
  return (
    <Page
      title="Connectors"
      description="A Slack workspace talks to the instances that it is connected to."
    >
      {!mayChange && (
        <p className="mb-4 text-sm text-muted-foreground">
          Only an owner or an admin of the organization can connect and disconnect Slack.
        </p>
      )}
      {organization.instances.length > 0 ? (
        <ul className="grid gap-3">
          {organization.instances.map((instance) => (
            <li key={instance.id}>
              <SlackInstance
                instance={instance}
                connections={connections.filter(({ instanceId }) => instanceId === instance.id)}
                scope={{ organizationSlug: organization.slug, instanceSlug: instance.slug }}
                mayChange={mayChange}
              />
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState
          icon={Server}
          title="No instance to connect"
          description="Slack is connected to an instance, and there is none yet."
        />
      )}
    </Page>
  );
}
