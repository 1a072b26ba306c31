import { createFileRoute } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { EventHistogram } from "../../../components/events/event-histogram";
import { EventList } from "../../../components/events/event-list";
import { EventsPending } from "../../../components/events/event-skeleton";
import { EventTypeFilter } from "../../../components/events/event-type-filter";
import { eventsQuery, parseEventView } from "../../../components/events/events-query";
import { dialogOnDemand } from "../../../components/on-demand";
import { Page } from "../../../components/page";
import { loadPages } from "../../../lib/errors";

const EventSheet = dialogOnDemand(
  async () => (await import("../../../components/events/event-sheet")).EventSheet,
);

export const Route = createFileRoute("/_auth-required/$organizationSlug/$instanceSlug/events")({
  validateSearch: parseEventView,
  loaderDeps: ({ search: { type } }) => (type ? { type } : {}),
  loader: ({ context: { queryClient, trpc }, params, deps, location }) =>
    loadPages(queryClient, eventsQuery(trpc, params, deps), location),
  head: ({ match: { context } }) => ({
    meta: [{ title: `Events · ${context.instance.name} · ${context.organization.name}` }],
  }),
  pendingComponent: EventsPending,
  component: EventsPage,
});

function EventsPage() {
  const { organizationSlug, instanceSlug } = Route.useParams();
  const scope = { organizationSlug, instanceSlug };
  const view = Route.useSearch();
  const navigate = Route.useNavigate();
  // Stays while the sheet slides away.
  const [shown, setShown] = useState(view.event);
  if (view.event && view.event !== shown) setShown(view.event);
  const open = useCallback(
    (event: string) => void navigate({ search: (old) => ({ ...old, event }), resetScroll: false }),
    [navigate],
  );
  const close = () =>
    void navigate({
      search: ({ type }) => (type ? { type } : {}),
      replace: true,
      resetScroll: false,
    });
  return (
    <Page title="Events" action={<EventTypeFilter scope={scope} view={view} />}>
      <EventHistogram scope={scope} />
      <EventList scope={scope} view={view} onOpen={open} />
      {shown && (
        <EventSheet
          scope={scope}
          eventId={shown}
          open={view.event !== undefined}
          onOpenChange={(stays) => !stays && close()}
        />
      )}
    </Page>
  );
}
