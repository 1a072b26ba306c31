import { useQuery } from "@tanstack/react-query";
import { errorMessage } from "../../lib/errors";
import { type InstanceScope, useTRPC } from "../../lib/trpc";
import { Button } from "../ui/button";
import { HistogramSkeleton } from "./event-skeleton";

const HOURS = 24;

// In units of the drawing, which is stretched to the width of the page.
const BAR = 10;
const GAP = 2;
const HEIGHT = 64;
/** An hour with few events is still seen beside one with many. */
const LEAST = 3;

/** How many events came in each of the last 24 hours. */
export function EventHistogram({ scope }: { scope: InstanceScope }) {
  const trpc = useTRPC();
  const histogram = useQuery(trpc.event.histogram.queryOptions({ ...scope, hours: HOURS }));
  return (
    <section aria-label="The last 24 hours" className="mb-4 h-28 rounded-lg border p-3">
      {histogram.data ? (
        <Bars hours={histogram.data} />
      ) : histogram.isError ? (
        <div className="flex h-full flex-wrap items-center justify-center gap-3 text-sm">
          <span role="alert">{errorMessage(histogram.error)}</span>
          <Button variant="outline" size="sm" onClick={() => void histogram.refetch()}>
            Try again
          </Button>
        </div>
      ) : (
        <HistogramSkeleton />
      )}
    </section>
  );
}

interface Hour {
  hour: string;
  count: number;
}

function Bars({ hours }: { hours: Hour[] }) {
  const total = hours.reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(1, ...hours.map(({ count }) => count));
  const summary = `${eventCount(total)} in the last ${HOURS} hours`;
  return (
    <>
      <div className="mb-1 flex justify-between gap-2 text-xs text-muted-foreground">
        <span>{summary}</span>
        <span>now</span>
      </div>
      <svg
        role="img"
        aria-label={summary}
        viewBox={`0 0 ${HOURS * (BAR + GAP) - GAP} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-16 w-full"
      >
        {hours.map(({ hour, count }, i) => {
          const height = count > 0 ? Math.max(LEAST, (count / most) * HEIGHT) : 0;
          const x = i * (BAR + GAP);
          return (
            <g key={hour}>
              <title>{`${clock(hour)}: ${eventCount(count)}`}</title>
              <rect x={x} y={0} width={BAR} height={HEIGHT} className="fill-muted" />
              <rect
                x={x}
                y={HEIGHT - height}
                width={BAR}
                height={height}
                className="fill-primary"
              />
            </g>
          );
        })}
      </svg>
    </>
  );
}

const eventCount = (count: number) =>
  `${count.toLocaleString("en-US")} ${count === 1 ? "event" : "events"}`;

/** The hour in the person's own time zone. This is never rendered on the server, which has another. */
const clock = (hour: string) =>
  new Intl.DateTimeFormat("en-US", { weekday: "short", hour: "2-digit", minute: "2-digit" }).format(
    new Date(hour),
  );
