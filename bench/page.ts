import { startCompressingProxy } from "./compressing-proxy.ts";
import { lighthouse } from "./lighthouse.ts";
import type { Bench, Part, Row } from "./part.ts";
import { ratios } from "./ratios.ts";

const CONNECTIONS = 32;

/** How often page and floor are measured by turns in a round: the machine's own speed may change within seconds. */
const TURNS = 3;

/** A round's; of three rounds the median is one of six. */
const LIGHTHOUSE_RUNS = 2;
const IN_BROWSER = "machines page, Lighthouse on a phone";

async function inBrowser({ urls, seed }: Bench): Promise<Row[]> {
  const { organizationSlug, instanceSlug, cookie } = seed.person(0);
  const proxy = await startCompressingProxy(urls.edge, cookie);
  const rows: Row[] = [];
  try {
    for (let run = 0; run < LIGHTHOUSE_RUNS; run++) {
      const url = `${proxy.url}/${organizationSlug}/${instanceSlug}`;
      rows.push({ subject: IN_BROWSER, figures: await lighthouse(url) });
    }
  } finally {
    await proxy.stop();
  }
  return rows;
}

/** The machines page as the server renders it, beside the same rows on a page of nothing else. */
export const page: Part = {
  title: "the machines page, 50 rows, signed in, through the edge",
  async measure(bench): Promise<Row[]> {
    const { load, urls, seed } = bench;
    const { person } = seed;
    const seconds = bench.seconds / 2;
    const machines = (connections: number) =>
      load({
        url: urls.edge,
        connections,
        seconds,
        request: (connection) => {
          const { organizationSlug, instanceSlug, cookie } = person(connection);
          return { path: `/${organizationSlug}/${instanceSlug}`, headers: { cookie } };
        },
      });
    const bareRows = (connections: number) =>
      load({
        url: urls.barePageEdge,
        connections,
        seconds,
        request: (connection) => {
          const { organizationSlug, instanceSlug, sessionToken } = person(connection);
          return {
            path: `/rows/${organizationSlug}/${instanceSlug}`,
            headers: { "x-session-token": sessionToken },
          };
        },
      });

    const rows: Row[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      const many = await machines(CONNECTIONS);
      const bareMany = await bareRows(CONNECTIONS);
      rows.push(
        { subject: `machines page, ${CONNECTIONS} at once`, figures: many.figures },
        { subject: `floor, ${CONNECTIONS} at once`, figures: bareMany.figures },
        ratios("machines page : floor", many, bareMany),
      );
    }
    const words = await load({
      url: urls.barePageEdge,
      connections: CONNECTIONS,
      request: () => ({ path: "/" }),
    });
    const one = await machines(1);
    const bareOne = await bareRows(1);
    return [
      ...rows,
      { subject: `page without data, ${CONNECTIONS} at once`, figures: words.figures },
      { subject: "machines page, one by one", figures: one.figures },
      { subject: "floor, one by one", figures: bareOne.figures },
      ...(await inBrowser(bench)),
    ];
  },
  targets: [
    { subject: "machines page, one by one", figure: "p50 ms", atMost: 12 },
    { subject: "machines page, one by one", figure: "statements/request", atMost: 3 },
    { subject: "machines page : floor", figure: "requests/s", atLeast: 0.5 },
    { subject: IN_BROWSER, figure: "performance", atLeast: 95 },
    { subject: IN_BROWSER, figure: "accessibility", atLeast: 100 },
    { subject: IN_BROWSER, figure: "CLS", atMost: 0 },
    { subject: IN_BROWSER, figure: "TBT ms", atMost: 200 },
    { subject: IN_BROWSER, figure: "client JS kB gz", atMost: 160 },
  ],
};
