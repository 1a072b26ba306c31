import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../../backend/trpc/root";
import { cn } from "../../lib/cn";
import { Card } from "../ui/card";
import { Loading, Skeleton } from "../ui/skeleton";

type Stats = inferRouterOutputs<AppRouter>["admin"]["stats"];

const CARDS = [
  ["users", "Users"],
  ["organizations", "Organizations"],
  ["instances", "Instances"],
  ["machines", "Machines"],
] as const;

const cards = "grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5";
const card = "gap-0.5 p-3 max-sm:last:col-span-full";

/** How much there is of everything, and what came in the last seven days. */
export function StatCards({ stats }: { stats: Stats }) {
  const count = (number: number) =>
    number > stats.countedUpTo
      ? `${stats.countedUpTo.toLocaleString("en-US")}+`
      : number.toLocaleString("en-US");
  const today = ({ perDay }: Stats["users"]) => count(perDay.at(-1) ?? 0);
  return (
    <dl className={cards}>
      {CARDS.map(([what, name]) => (
        <Stat
          key={what}
          name={name}
          number={count(stats[what].total)}
          note={`${today(stats[what])} new in the last day`}
          perDay={stats[what].perDay}
        />
      ))}
      <Stat
        name="Events"
        number={today(stats.events)}
        note="in the last day"
        perDay={stats.events.perDay}
      />
    </dl>
  );
}

interface StatProps {
  name: string;
  number: string;
  note: string;
  perDay: number[];
}

function Stat({ name, number, note, perDay }: StatProps) {
  return (
    <Card className={card}>
      <dt className="text-xs font-medium text-muted-foreground">{name}</dt>
      <dd className="text-2xl font-semibold tabular-nums">{number}</dd>
      <dd className="text-xs text-muted-foreground">{note}</dd>
      <dd className="mt-auto pt-1.5">
        <Trend perDay={perDay} />
      </dd>
    </Card>
  );
}

/** A bar for each of the last seven days, today's on the right. */
function Trend({ perDay }: { perDay: number[] }) {
  const most = Math.max(1, ...perDay);
  const width = 100 / perDay.length;
  return (
    <svg
      role="img"
      aria-label={`New in each of the last ${perDay.length} days: ${perDay.join(", ")}`}
      viewBox="0 0 100 24"
      preserveAspectRatio="none"
      className="h-6 w-full fill-primary"
    >
      {perDay.map((count, day) => {
        const height = Math.max(1, (count / most) * 24);
        return (
          <rect key={day} x={day * width + 1} y={24 - height} width={width - 2} height={height} />
        );
      })}
    </svg>
  );
}

export function StatCardsSkeleton() {
  return (
    <Loading className={cards}>
      {[...CARDS, ["events", "Events"]].map(([what, name]) => (
        <Card key={what} className={card}>
          <span className="text-xs font-medium text-muted-foreground">{name}</span>
          <Skeleton className="my-0.5 h-6 w-12" />
          <Skeleton className={cn("w-32", what !== "events" && "max-sm:h-8")} />
          <Skeleton className="mt-1.5 h-6" />
        </Card>
      ))}
    </Loading>
  );
}
