import { once } from "node:events";
import { percentile, type Load } from "./load.ts";
import type { Bench, Part, Row } from "./part.ts";
import { ratios } from "./ratios.ts";
import { openSocket } from "./sockets.ts";

const CONNECTIONS = 32;
const BODY = Buffer.alloc(1024 * 1024, "x");
const P50 = "p50 ms";

/** The same requests straight to the app and through the edge proxy. */
export const edge: Part = {
  title: "through the edge proxy, beside the same without it",
  async measure(bench): Promise<Row[]> {
    const { load, urls, seed, seconds } = bench;
    const app = { direct: urls.app, edge: urls.edge };
    const floor = { direct: urls.floor, edge: urls.floorEdge };

    const health = (connections: number) => (url: string) =>
      load({ url, connections, seconds: seconds / 2, request: () => ({ path: "/api/health" }) });
    const page = (connections: number) => (url: string) =>
      load({
        url,
        connections,
        request: (connection) => {
          const { organizationSlug, instanceSlug, cookie } = seed.person(connection);
          return { path: `/${organizationSlug}/${instanceSlug}`, headers: { cookie } };
        },
      });
    // To the floor, because the app has nothing that takes and gives a body of this size.
    const body = (url: string) =>
      load({
        url,
        connections: 4,
        seconds: seconds / 2,
        request: () => ({ path: "/api/echo", method: "POST", body: BODY }),
      });

    return [
      ...(await compare(`page, ${CONNECTIONS} at once`, app, page(CONNECTIONS))),
      ...(await compare("page, one by one", app, page(1))),
      ...(await compare(`health, ${CONNECTIONS} at once`, app, health(CONNECTIONS))),
      ...(await compare("health, one by one", app, health(1))),
      ...(await compare("1 MiB there and back", floor, body)),
      ...(await compare("WebSocket", app, (url) => pings(bench, url))),
    ];
  },
  targets: [
    { subject: `page, ${CONNECTIONS} at once: edge : direct`, figure: "requests/s", atLeast: 0.95 },
    { subject: "health, one by one: added", figure: P50, atMost: 0.5 },
    { subject: "WebSocket: added", figure: P50, atMost: 0.5 },
  ],
};

async function compare(
  subject: string,
  urls: { direct: string; edge: string },
  measure: (url: string) => Promise<Load>,
): Promise<Row[]> {
  const direct = await measure(urls.direct);
  const edge = await measure(urls.edge);
  const added = (edge.figures[P50] ?? NaN) - (direct.figures[P50] ?? NaN);
  return [
    { subject: `${subject}: direct`, figures: direct.figures },
    { subject: `${subject}: edge`, figures: edge.figures },
    ratios(`${subject}: edge : direct`, edge, direct),
    { subject: `${subject}: added`, figures: { [P50]: added } },
  ];
}

/** Pings and their pongs, one after the other on the socket of a dashboard. */
async function pings({ urls, seed, seconds }: Bench, url: string): Promise<Load> {
  const socket = await openSocket(url, urls.edge, seed.person(0));
  const times: number[] = [];
  const started = performance.now();
  const end = started + (seconds / 2) * 1000;
  while (performance.now() < end) {
    const sent = performance.now();
    socket.send("ping");
    await once(socket, "message");
    times.push(performance.now() - sent);
  }
  const rate = times.length / ((performance.now() - started) / 1000);
  socket.terminate();
  times.sort((a, b) => a - b);
  return {
    requests: times.length,
    figures: {
      "requests/s": rate,
      [P50]: percentile(times, 0.5),
      "p99 ms": percentile(times, 0.99),
    },
  };
}
