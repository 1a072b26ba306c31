import type { Connection } from "mysql2/promise";
import type { LocalStack } from "../env.ts";
import type { LoadOptions, Load } from "./load.ts";
import type { Inspector } from "./inspector.ts";
import type { Seed } from "./seed.ts";

/**
 * A part of the benchmark: a file of this folder, entered in parts.ts, that runs alone with
 * `bin/bench NAME`. `measure` is called several times and returns a row for each thing compared. Rows of one
 * subject are put together: the table shows the median of each figure and how far it was spread.
 *
 * Put what is compared into one `measure`, one right after the other, so that whatever else the machine
 * does meets both; and give what binds as the ratio of two figures of the same call.
 */
export interface Part {
  /** What is measured, as the heading of the table. */
  title: string;
  measure: (bench: Bench) => Promise<Row[]>;
  /** Measures all rounds in one call, because what it does cannot be done twice. */
  once?: boolean;
  targets?: Target[];
  /** It lasts for `minutes`, so it runs only when it is named. */
  lasts?: boolean;
}

/** What was measured of one subject: figures by name, with their unit in it ("CPU µs a request: worker"). */
export interface Row {
  subject: string;
  figures: Record<string, number>;
}

/** What the median of a figure should be. */
export interface Target {
  subject: string;
  figure: string;
  atLeast?: number;
  atMost?: number;
}

/** What a part has to measure with. */
export interface Bench {
  stack: LocalStack;
  /** The URLs of what is compared: each is the start of an address, without a slash at its end. */
  urls: {
    /** The app behind the edge proxy, as people reach it. */
    edge: string;
    /** The app itself. */
    app: string;
    /** floor/worker.ts behind an edge proxy, and itself. */
    floorEdge: string;
    floor: string;
    /** bare-page/ behind an edge proxy, and itself. */
    barePageEdge: string;
    barePage: string;
  };
  /** For files that a part makes. */
  dataDir: string;
  /** The production build that the stack serves: `server` and `client`. */
  buildDir: string;
  /** What the database was filled with: organizations, instances, people with the cookie of a live session. */
  seed: Seed;
  /** A connection to the stack's MySQL, for what a part has to prepare. */
  mysql: Connection;
  /**
   * Sends requests for a while, after some to warm up. Throws when one is answered with anything but 2xx.
   * @returns rate, latency, and what each request cost: CPU by process, SQL statements.
   */
  load: (options: LoadOptions) => Promise<Load>;
  /** Resident memory of each kind of process, in MB. */
  memory: () => Promise<Record<string, number>>;
  inspector: Inspector;
  /** How often all is measured. */
  rounds: number;
  /** About how long one load lasts. */
  seconds: number;
  /** How long a part lasts that shows what time does. */
  minutes: number;
}
