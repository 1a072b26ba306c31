import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { db } from "../../../db/client.ts";
import { idAt } from "../../../db/columns.ts";
import { event, instance, machine, organization, user } from "../../../db/schema.ts";
import { adminProcedure } from "../../trpc.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS = 7;

/** Counting stops here, so that the numbers cost the same however large the tables are. */
const COUNTED_UP_TO = 10_000;

const TABLES = {
  users: { table: user, prefix: "usr" },
  organizations: { table: organization, prefix: "org" },
  instances: { table: instance, prefix: "inst" },
  machines: { table: machine, prefix: "mach" },
  events: { table: event, prefix: "evt" },
} as const;
type Counted = keyof typeof TABLES;
const COUNTED: Counted[] = ["users", "organizations", "instances", "machines", "events"];

/** Which of the days of the trend, the oldest is 0; null for all there are. */
type Day = number | null;

/** A time is a range of the primary key, since ids begin with it: no other index, and no scan of the table. */
function count(what: Counted, day: Day, now: number): SQL {
  const { table, prefix } = TABLES[what];
  const from = day === null ? 0 : now - (DAYS - day) * DAY_MS;
  const range = sql`${table.id} >= ${idAt(prefix, new Date(from))} and ${table.id} < ${idAt(prefix, new Date(from + DAY_MS))}`;
  return sql`select ${what} as what, ${day} as day, count(*) as count from
    (select 1 from ${table} where ${day === null ? sql`true` : range} limit ${COUNTED_UP_TO + 1}) as some`;
}

const rowsSchema = z.array(
  z.object({
    what: z.enum(COUNTED),
    day: z.coerce.number().nullable(),
    count: z.coerce.number(),
  }),
);

/**
 * How much there is of everything, and how much was made in each of the last seven times 24 hours, the
 * oldest first. A count above `countedUpTo` only says that there are more.
 */
export const stats = adminProcedure.query(async () => {
  const now = Date.now();
  const days: Day[] = [null, ...Array.from({ length: DAYS }, (_, day) => day)];
  const counts = COUNTED.flatMap((what) => days.map((day) => count(what, day, now)));
  const { rows } = await db.execute(sql.join(counts, sql` union all `));
  const numbers = rowsSchema.parse(rows);
  const numbersOf = (what: Counted) => {
    const own = numbers.filter((row) => row.what === what);
    const on = (day: Day) => own.find((row) => row.day === day)?.count ?? 0;
    return { total: on(null), perDay: days.slice(1).map(on) };
  };
  return {
    countedUpTo: COUNTED_UP_TO,
    users: numbersOf("users"),
    organizations: numbersOf("organizations"),
    instances: numbersOf("instances"),
    machines: numbersOf("machines"),
    events: numbersOf("events"),
  };
});
