import { Client } from "@planetscale/database";
import { cast } from "./cast.ts";
import { drizzle } from "drizzle-orm/planetscale-serverless";
import { env } from "../env.ts";
import { askDatabase } from "./ask.ts";
import { retryDeadlock } from "./helpers.ts";
import * as schema from "./schema.ts";

/** A statement that takes longer is given up: the request answers 503 instead of hanging with it. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** Without Drizzle, for what needs no more than SQL. */
export const client = new Client({
  url: env.PSCALE_DATABASE_URL,
  cast,
  fetch: askDatabase(Number(env.DATABASE_TIMEOUT_MS ?? STATEMENT_TIMEOUT_MS)),
});

/**
 * One for the whole isolate: the driver keeps no connection, each statement is an HTTP request of its
 * own (and each transaction a session of its own), so concurrent requests cannot mix.
 */
export const db = drizzle({ client, schema });

export type Database = typeof db;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/**
 * Runs `work` in a transaction: all of it or nothing. `work` may run more than once (see retryDeadlock),
 * so it changes nothing but the database, and its statements follow one another.
 */
export const transaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  retryDeadlock(() => db.transaction(work));
