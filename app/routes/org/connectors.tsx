import { createFileRoute } from "@tanstack/react-router";
import { Server } from "lucide-react";
import { SlackInstance } from "../../components/connectors/slack-instance";
import { EmptyState } from "../../components/empty-state";
import { Page } from "../../components/page";
import { useOrganization } from "../../hooks/use-session-user";
import { parseRoundTrip, useRoundTripToast } from "../../hooks/use-round-trip";
import { ADMINS_ONLY, mayAdminister } from "../../lib/roles";

export const Route = createFileRoute("/_auth-required/$organizationSlug/connectors")({
  validateSearch: parseRoundTrip,
  head: ({ match }) => ({
    meta: [{ title: `Connectors · ${match.context.organization.name}` }],
  }),
  component: ConnectorsPage,
});

function ConnectorsPage() {
  const organization = useOrganization(Route.useRouteContext().organization);
  useRoundTripToast(Route.useSearch(), "Slack is connected.");
  const refusal = mayAdminister(organization.role) ? undefined : ADMINS_ONLY;
  return (
    <Page
      title="Connectors"
      description="A Slack workspace talks to the instances that it is connected to."
    >
      {refusal && <p className="mb-4 text-sm text-muted-foreground">{refusal}</p>}
      {organization.instances.length > 0 ? (
        <ul className="grid gap-3">
          {organization.instances.map((instance) => (
            <li key={instance.id}>
              <SlackInstance
                instance={instance}
                scope={{ organizationSlug: organization.slug, instanceSlug: instance.slug }}
                mayChange={!refusal}
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
