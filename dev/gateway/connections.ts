import { setTimeout as delay } from "node:timers/promises";
import {
  type ConnectionOptions,
  createPool,
  type FieldPacket,
  type Pool,
  type PoolConnection,
  type ResultSetHeader,
  type RowDataPacket,
} from "mysql2";
import { createConnection } from "mysql2/promise";
import { isServerError, TabletError } from "./errors.ts";

/** Where MySQL is: on a Unix socket, which costs less, or on a TCP port. */
export type MysqlOptions = { user: string; password?: string; database: string } & (
  | { socketPath: string }
  | { host: string; port: number }
);

/** A row's values as MySQL's text protocol has them; the database's NULL is null. */
export type Row = readonly (Buffer | null)[];

/** What MySQL answered: the rows of a query, or what a change did. */
export type Answer = { columns: FieldPacket[]; rows: Row[] } | { change: Change };

export type Change = Pick<ResultSetHeader, "affectedRows" | "insertId" | "serverStatus">;

const CONNECT_TIMEOUT_MS = 2_000;
const INTERRUPT_EVERY_MS = 20;
const SERVER_STATUS_IN_TRANS = 1;

/** A pool of connections to MySQL, set up as PlanetScale's are. */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #pool: Pool;
  readonly #limit: number;
  #inUse = 0;
  #waiting = 0;

  /** @param maxRows a query without a LIMIT of its own ends after one row more, so that it is seen to be too long. */
  constructor(mysql: MysqlOptions, limit: number, maxRows: number) {
    this.#limit = limit;
    this.#options = {
      ...mysql,
      charset: "UTF8MB4_0900_AI_CI",
      connectTimeout: CONNECT_TIMEOUT_MS,
      // Affected rows are the rows found, not those changed. Several results of one call do not fit the protocol.
      flags: ["FOUND_ROWS", "-MULTI_RESULTS", "-PS_MULTI_RESULTS"],
      timezone: "Z",
    };
    this.#pool = createPool({
      ...this.#options,
      connectionLimit: limit,
      typeCast: false,
      rowsAsArray: true,
    });
    this.#pool.on("connection", (connection) => {
      // The pool listens for the first error of a connection only, and another would end the process.
      connection.on("error", () => {});
      connection.query(`set time_zone = '+00:00', sql_select_limit = ${maxRows + 1}`, () => {});
    });
  }

  get stats() {
    return { inUse: this.#inUse, waiting: this.#waiting, limit: this.#limit };
  }

  /** Waits for a free connection, to be given back with `release`. */
  acquire() {
    this.#waiting += 1;
    return new Promise<PoolConnection>((resolve, reject) => {
      this.#pool.getConnection((error, connection) => {
        this.#waiting -= 1;
        if (error) return reject(unavailable(error));
        this.#inUse += 1;
        resolve(connection);
      });
    });
  }

  /** @param state "spoiled" closes a connection that broke, or that carries settings of its last user. */
  release(connection: PoolConnection, state: "clean" | "spoiled") {
    this.#inUse -= 1;
    if (state === "clean") connection.release();
    else connection.destroy();
  }

  /**
   * Ends the statement that runs on a connection, and returns when it is over. The connection stays usable,
   * and its transaction open.
   */
  async interrupt(connection: PoolConnection, running: Promise<Answer>) {
    const over = running.then(
      () => true,
      () => true,
    );
    // Not one of the pool's, which may all be waiting for what is to be ended.
    const other = await createConnection(this.#options).catch(() => undefined);
    try {
      // Again and again, because MySQL ignores it for a statement that it has received but not begun.
      do await other?.query(`kill query ${connection.threadId}`);
      while (!(await Promise.race([over, delay(INTERRUPT_EVERY_MS, false)])));
    } catch {
      // MySQL is gone, and the statement will end with it.
    } finally {
      other?.destroy();
    }
    await over;
  }

  /** Whether MySQL lets us in, within CONNECT_TIMEOUT_MS and however busy the pool is. */
  async canConnect() {
    try {
      const connection = await createConnection(this.#options);
      connection.destroy();
      return true;
    } catch {
      return false;
    }
  }

  close() {
    return new Promise<void>((resolve) => this.#pool.end(() => resolve()));
  }
}

export function query(connection: PoolConnection, sql: string) {
  return new Promise<Answer>((resolve, reject) => {
    connection.query<(RowDataPacket & Row)[] | ResultSetHeader>(sql, (error, result, columns) => {
      if (error) reject(unavailable(error));
      else resolve(Array.isArray(result) ? { columns, rows: result } : { change: result });
    });
  });
}

/** Whether a transaction is open on the connection after a change. Queries neither say nor alter it. */
export function leavesTransactionOpen({ serverStatus }: Change) {
  return (serverStatus & SERVER_STATUS_IN_TRANS) !== 0;
}

/** Whether a statement may change the connection itself, for whoever has it next. */
export function leavesTraces(sql: string) {
  return /^\s*(?:set|use|lock|create\s+temporary|(?:select|do)\s+get_lock)\b/i.test(sql);
}

/** What did not come from MySQL itself came from the way there. */
function unavailable(error: Error) {
  return isServerError(error) ? error : new TabletError("Unavailable", error.message);
}
