import type { Part, Row } from "./part.ts";
import { ratios } from "./ratios.ts";

const CONNECTIONS = 32;

/** The machines page as the server renders it, beside the same rows on a page of nothing else. */
export const page: Part = {
  title: "the machines page, 50 rows, signed in, through the edge",
  async measure({ load, urls, seed: { person } }): Promise<Row[]> {
    const machines = (connections: number) =>
      load({
        url: urls.edge,
        connections,
        request: (connection) => {
          const { organizationSlug, instanceSlug, cookie } = person(connection);
          return { path: `/${organizationSlug}/${instanceSlug}`, headers: { cookie } };
        },
      });
    const bareRows = (connections: number) =>
      load({
        url: urls.barePageEdge,
        connections,
        request: (connection) => {
          const { organizationSlug, instanceSlug, sessionToken } = person(connection);
          return {
            path: `/rows/${organizationSlug}/${instanceSlug}`,
            headers: { "x-session-token": sessionToken },
          };
        },
      });

    const many = await machines(CONNECTIONS);
    const bareMany = await bareRows(CONNECTIONS);
    const words = await load({
      url: urls.barePageEdge,
      connections: CONNECTIONS,
      request: () => ({ path: "/" }),
    });
    const one = await machines(1);
    const bareOne = await bareRows(1);
    return [
      { subject: `machines page, ${CONNECTIONS} at once`, figures: many.figures },
      { subject: `floor, ${CONNECTIONS} at once`, figures: bareMany.figures },
      { subject: `page without data, ${CONNECTIONS} at once`, figures: words.figures },
      { subject: "machines page, one by one", figures: one.figures },
      { subject: "floor, one by one", figures: bareOne.figures },
      ratios("machines page : floor", many, bareMany),
    ];
  },
  targets: [
    { subject: "machines page, one by one", figure: "p50 ms", atMost: 12 },
    { subject: "machines page, one by one", figure: "statements/request", atMost: 3 },
    { subject: "machines page : floor", figure: "requests/s", atLeast: 0.5 },
  ],
};
