import { copyEverybody } from "./grow.ts";
import { listPath } from "./list.ts";
import type { Bench, Part, Row } from "./part.ts";
import type { Person } from "./seed.ts";

const CONNECTIONS = 32;
const FACTORS = [1, 10, 100];
const SUBJECTS = ["machine.list", "machines page", "authorization"];
const RATE = "requests/s";

/** The same people and their same 50 machines, with ever more others beside them. */
export const growth: Part = {
  title: "the same with 10 and 100 times as many organizations, instances, machines, people",
  once: true,
  async measure(bench): Promise<Row[]> {
    const rows: Row[] = [];
    let copies = 1;
    for (const factor of FACTORS) {
      await copyEverybody(bench.mysql, copies, factor);
      copies = factor;
      for (let round = 0; round < bench.rounds; round++) rows.push(...(await loads(bench, factor)));
    }
    return [...rows, ...SUBJECTS.map((subject) => shareOfFirst(subject, rows))];
  },
  targets: SUBJECTS.flatMap((subject) => [
    { subject: last(subject), figure: RATE, atLeast: 0.9 },
    { subject: last(subject), figure: "statements/request", atLeast: 1, atMost: 1 },
  ]),
};

async function loads({ load, urls, seed: { person }, seconds }: Bench, factor: number) {
  const paths: Record<string, (person: Person) => string> = {
    "machine.list": listPath,
    "machines page": ({ organizationSlug, instanceSlug }) => `/${organizationSlug}/${instanceSlug}`,
    // Whose whole work is to authorize.
    authorization: (of) => listPath(of).replace("machine.list", "instance.get"),
  };
  const rows: Row[] = [];
  for (const subject of SUBJECTS) {
    const { figures } = await load({
      url: urls.edge,
      connections: CONNECTIONS,
      seconds: seconds / 2,
      request: (connection) => ({
        path: paths[subject]?.(person(connection)),
        headers: { cookie: person(connection).cookie },
      }),
    });
    rows.push({ subject: `${subject}, ${factor}×`, figures });
  }
  return rows;
}

function last(subject: string) {
  return `${subject}, ${FACTORS.at(-1)}× : 1×`;
}

/** The median with the most data as a share of the median with the least. */
function shareOfFirst(subject: string, rows: Row[]): Row {
  const median = (factor: number | undefined, figure: string) => {
    const own = rows.filter((row) => row.subject === `${subject}, ${factor}×`);
    const values = own.map(({ figures }) => figures[figure] ?? NaN).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? NaN;
  };
  const share = (figure: string) => median(FACTORS.at(-1), figure) / median(FACTORS[0], figure);
  return {
    subject: last(subject),
    figures: { [RATE]: share(RATE), "statements/request": share("statements/request") },
  };
}
