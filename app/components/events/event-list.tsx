import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Inbox, ListFilter } from "lucide-react";
import { memo } from "react";
import { formatExactTime, formatRelativeTime } from "../../lib/format";
import { type InstanceScope, type SlackEvent, useTRPC } from "../../lib/trpc";
import { EmptyState } from "../empty-state";
import { LoadMore } from "../load-more";
import { LoadingError } from "../loading-error";
import { useNow } from "../relative-time";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { EventListSkeleton } from "./event-skeleton";
import { type EventView, eventsQuery } from "./events-query";

interface ViewProps {
  scope: InstanceScope;
  view: EventView;
}

interface EventListProps extends ViewProps {
  /** The same function at each render. */
  onOpen: (eventId: string) => void;
}

/** The events, the newest first; older ones come as one scrolls. */
export function EventList({ scope, view, onOpen }: EventListProps) {
  const trpc = useTRPC();
  const now = useNow();
  const events = useInfiniteQuery(eventsQuery(trpc, scope, view));
  if (!events.data)
    return events.isError ? (
      <LoadingError error={events.error} onRetry={() => void events.refetch()} />
    ) : (
      <EventListSkeleton />
    );
  const items = events.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <NoEvents view={view} />;
  return (
    <>
      {!events.isEnabled && <Paused scope={scope} view={view} />}
      <ul className="divide-y border-y" aria-label="Events">
        {items.map((event) => (
          <EventRow
            key={event.id}
            event={event}
            age={formatRelativeTime(event.createdAt, now)}
            onOpen={onOpen}
          />
        ))}
      </ul>
      <LoadMore query={events} />
    </>
  );
}

interface EventRowProps {
  event: SlackEvent;
  age: string;
  onOpen: (eventId: string) => void;
}

/** Rendered again only when it changes: there may be thousands. For the same reason it is no Link of the router. */
const EventRow = memo(function EventRow({ event, age, onOpen }: EventRowProps) {
  return (
    // Rows out of sight are not laid out.
    <li className="[contain-intrinsic-size:auto_2.75rem] [content-visibility:auto]">
      <button
        type="button"
        onClick={() => onOpen(event.id)}
        className="flex min-h-11 w-full items-center gap-4 px-3 py-2 text-left text-sm hover:bg-muted focus-visible:outline-offset-[-2px]"
      >
        <span className="min-w-0 sm:w-56">
          <Badge variant="outline" className="max-w-full">
            <span className="truncate">{event.type}</span>
          </Badge>
        </span>
        <code className="min-w-0 flex-1 truncate text-xs text-muted-foreground max-sm:hidden">
          {event.externalId}
        </code>
        <time
          dateTime={event.createdAt}
          title={formatExactTime(event.createdAt)}
          className="ml-auto shrink-0 text-muted-foreground"
          suppressHydrationWarning
        >
          {age}
        </time>
      </button>
    </li>
  );
});

/** Says that the list does not grow at its top, and leads back to where it does. */
function Paused({ scope, view }: ViewProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const backToNewest = () => {
    window.scrollTo({ top: 0 });
    return queryClient.resetQueries({ queryKey: eventsQuery(trpc, scope, view).queryKey });
  };
  return (
    <output className="sticky top-0 z-10 flex flex-wrap items-center justify-between gap-2 border-t bg-background px-3 py-2 text-sm">
      These are older events; new ones are not added meanwhile.
      <Button variant="outline" size="sm" onClick={() => void backToNewest()}>
        Back to the newest
      </Button>
    </output>
  );
}

function NoEvents({ view }: { view: EventView }) {
  if (!view.type)
    return (
      <EmptyState
        icon={Inbox}
        title="No events yet"
        description="What happens in the Slack workspaces that are connected to this instance appears here."
      />
    );
  return (
    <EmptyState
      icon={ListFilter}
      title="No events of this type"
      description={`This instance has no ${view.type}.`}
    >
      <Button asChild variant="outline">
        <Link from="/$organizationSlug/$instanceSlug/events" to="." search={{}}>
          Show all types
        </Link>
      </Button>
    </EmptyState>
  );
}
