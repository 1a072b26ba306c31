import autocannon from "autocannon";
import { z } from "zod";
import type { LocalStack } from "../env.ts";
import type { Row } from "./part.ts";
import { cpuMilliseconds, type Processes } from "./processes.ts";

export interface LoadOptions {
  url: string;
  /** How many connections are kept busy. */
  connections: number;
  /** About how long. */
  seconds?: number;
  /**
   * The request that a connection sends next. A connection keeps its person by always sending the
   * same cookie.
   * @param connection counted from 0
   * @param sequence counted from 0 over all connections
   */
  request: (connection: number, sequence: number) => autocannon.Request;
}

export interface Load {
  requests: number;
  /** Rate, latency, CPU and statements, ready to be a row of the table. */
  figures: Row["figures"];
}

/** How many requests give a first idea of the rate. */
const FIRST_REQUESTS = 100;
/** For how long the code is run before it is measured, so that it is compiled. */
const WARM_UP_SECONDS = 1;

/**
 * Runs load against the stack whose processes are given. How many requests make up a load is decided
 * before it, so that all of them are answered: none is left to be paid for by the next measurement.
 */
export function loader(processes: Processes, stack: LocalStack, defaultSeconds: number) {
  return async ({ seconds = defaultSeconds, ...options }: LoadOptions): Promise<Load> => {
    const requestsIn = (duration: number, { rate }: { rate: number }) =>
      Math.max(options.connections, Math.ceil(rate * duration));
    const first = await send(options, FIRST_REQUESTS);
    const warmUp = await send(options, requestsIn(WARM_UP_SECONDS, first));
    const amount = requestsIn(seconds, warmUp);

    const statementsBefore = await statements(stack);
    const cpuBefore = await cpuMilliseconds(processes);
    const { times, rate } = await send(options, amount);
    const cpu = await cpuMilliseconds(processes);
    const statementCount = (await statements(stack)) - statementsBefore;

    return {
      requests: amount,
      figures: {
        "requests/s": rate,
        "p50 ms": percentile(times, 0.5),
        "p99 ms": percentile(times, 0.99),
        ...Object.fromEntries(
          Object.entries(cpu).map(([name, ms]) => [
            `${name} CPU µs/request`,
            ((ms - (cpuBefore[name] ?? 0)) * 1000) / amount,
          ]),
        ),
        "statements/request": statementCount / amount,
      },
    };
  };
}

/** @throws when a request fails or is answered with anything but 2xx. */
async function send({ url, connections, request }: LoadOptions, amount: number) {
  const times: number[] = [];
  const failures = new Map<string, number>();
  const fail = (what: string) => failures.set(what, (failures.get(what) ?? 0) + 1);
  let client = 0;
  let sequence = 0;
  const started = performance.now();
  // Not when the run ends: autocannon finds that out a moment later.
  let lastAnswer = started;
  await new Promise<void>((resolve, reject) => {
    const setupClient = (c: autocannon.Client) => {
      const connection = client++;
      const setupRequest = (defaults: autocannon.Request) => ({
        ...defaults,
        ...request(connection, sequence++),
      });
      c.setRequests([{ setupRequest }]);
    };
    const run = autocannon({ url, connections, amount, setupClient, sampleInt: 100 }, (error) =>
      error ? reject(error) : resolve(),
    );
    run.on("response", (_client, status, _bytes, time) => {
      lastAnswer = performance.now();
      if (status >= 200 && status < 300) times.push(time);
      else fail(`status ${status}`);
    });
    run.on("reqError", (error) => fail(String(error)));
  });
  const rate = times.length / ((lastAnswer - started) / 1000);
  if (failures.size > 0 || times.length < amount) {
    const list = [...failures].map(([what, count]) => `${count} × ${what}`).join(", ");
    throw new Error(`${url} answered ${times.length} of ${amount} requests: ${list}`);
  }
  return { times: times.sort((a, b) => a - b), rate };
}

export function percentile(sorted: number[], share: number) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

const statsSchema = z.object({ statements: z.number() });

/** How many statements the stack's gateway has run so far. */
async function statements({ ports }: LocalStack) {
  const response = await fetch(`http://127.0.0.1:${ports.gateway}/stats`);
  return statsSchema.parse(await response.json()).statements;
}
