import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../../backend/trpc/root";
import { Card } from "../ui/card";

type Stats = inferRouterOutputs<AppRouter>["admin"]["stats"];

const CARDS = [
  ["users", "Users"],
  ["organizations", "Organizations"],
  ["instances", "Instances"],
  ["machines", "Machines"],
] as const;

/** How much there is of everything, and what came in the last seven days. */
export function StatCards({ stats }: { stats: Stats }) {
  const count = (number: number) =>
    number > stats.countedUpTo
      ? `${stats.countedUpTo.toLocaleString("en-US")}+`
      : number.toLocaleString("en-US");
  const today = ({ perDay }: Stats["users"]) => count(perDay.at(-1) ?? 0);
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
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
    <Card className="gap-0.5 p-3 max-sm:last:col-span-full">
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
