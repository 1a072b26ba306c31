import type { Part, Row } from "./part.ts";
import { ratios } from "./ratios.ts";
import type { Person } from "./seed.ts";

const CONNECTIONS = 32;

/** The address of `machine.list` for a person. */
export function listPath({ organizationSlug, instanceSlug }: Person) {
  const input = JSON.stringify({ organizationSlug, instanceSlug });
  return `/api/trpc/machine.list?input=${encodeURIComponent(input)}`;
}

/** 50 machines of an instance over the API, beside a bare route that runs as many statements for the same rows. */
export const list: Part = {
  title: `machine.list, 50 machines, ${CONNECTIONS} at once, through the edge`,
  async measure(bench): Promise<Row[]> {
    const { person } = bench.seed;
    const list = await bench.load({
      url: bench.urls.edge,
      connections: CONNECTIONS,
      request: (connection) => ({
        path: listPath(person(connection)),
        headers: { cookie: person(connection).cookie },
      }),
    });
    const floor = await bench.load({
      url: bench.urls.floorEdge,
      connections: CONNECTIONS,
      request: (connection) => {
        const { organizationSlug, instanceSlug, sessionToken } = person(connection);
        return {
          path: `/api/machines/${organizationSlug}/${instanceSlug}`,
          headers: { "x-session-token": sessionToken },
        };
      },
    });
    return [
      { subject: "machine.list", figures: list.figures },
      { subject: "floor", figures: floor.figures },
      ratios("machine.list : floor", list, floor),
    ];
  },
  targets: [
    { subject: "machine.list", figure: "requests/s", atLeast: 400 },
    { subject: "machine.list", figure: "p99 ms", atMost: 250 },
    { subject: "machine.list", figure: "workerd CPU µs/request", atMost: 2300 },
    { subject: "machine.list", figure: "statements/request", atMost: 2 },
    { subject: "machine.list : floor", figure: "requests/s", atLeast: 0.7 },
  ],
};
