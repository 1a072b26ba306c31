import type { PoolConnection } from "mysql2";
import {
  type Answer,
  type Connections,
  leavesTraces,
  leavesTransactionOpen,
  query,
} from "./connections.ts";
import { ER_LOCK_DEADLOCK, isServerError, transactionError } from "./errors.ts";

interface Options {
  /** The session's; errors name the transaction by it. */
  id: string;
  pool: Connections;
  /** One of the pool's, which the transaction gives back when it ends. */
  connection: PoolConnection;
  timeoutMs: number;
}

/**
 * The time in which a connection belongs to one session: from BEGIN to COMMIT or ROLLBACK, or until it is
 * aborted by the time limit, a deadlock, a broken connection or a client that went away.
 */
export class Transaction {
  readonly #options: Options;
  readonly #timer: NodeJS.Timeout;
  #isOpen = true;
  #running: Promise<Answer> | undefined;
  #abort: { reason: string; done: Promise<void> } | undefined;
  #spoiled = false;

  constructor(options: Options) {
    this.#options = options;
    this.#timer = setTimeout(() => {
      const limit = `${options.timeoutMs / 1_000}s`;
      void this.abort(`ended at ${new Date().toISOString()} (exceeded timeout: ${limit})`);
    }, options.timeoutMs);
  }

  get isOpen() {
    return this.#isOpen;
  }

  get isRunning() {
    return this.#running !== undefined;
  }

  /** What a statement is told that comes too late. */
  get refusal() {
    return transactionError(this.#options.id, this.#abort?.reason ?? "not found");
  }

  /**
   * Runs a statement, the first of which is the BEGIN. None must be running.
   *
   * @param abandoned aborts the transaction when it fires: nobody may be left to end it
   */
  async run(sql: string, abandoned: AbortSignal) {
    const abandon = () => void this.abort("ended (client disconnected)");
    abandoned.addEventListener("abort", abandon, { once: true });
    this.#spoiled ||= leavesTraces(sql);
    this.#running = query(this.#options.connection, sql).finally(() => {
      this.#running = undefined;
    });
    try {
      const answer = await this.#running;
      if (this.#abort) throw this.refusal;
      // Not only COMMIT and ROLLBACK end it: CREATE TABLE, for one, commits implicitly.
      if ("change" in answer && !leavesTransactionOpen(answer.change)) this.#end();
      return answer;
    } catch (error) {
      if (this.#abort) throw this.refusal;
      if (!isServerError(error)) await this.abort("ended (connection lost)");
      else if (error.errno === ER_LOCK_DEADLOCK) await this.abort("ended (deadlock)");
      throw error;
    } finally {
      abandoned.removeEventListener("abort", abandon);
    }
  }

  /** Rolls back at once, whatever is running. Never rejects; when it resolves the locks are free. */
  abort(reason: string) {
    if (this.#isOpen) this.#abort = { reason, done: this.#rollBack() };
    return this.aborted;
  }

  /** Resolves when an abort, if there was one, has been carried out. */
  get aborted() {
    return this.#abort?.done ?? Promise.resolve();
  }

  async #rollBack() {
    const { pool, connection } = this.#options;
    this.#close();
    if (this.#running) await pool.interrupt(connection, this.#running);
    try {
      await query(connection, "rollback");
    } catch {
      this.#spoiled = true;
    }
    this.#giveBack();
  }

  #end() {
    this.#close();
    this.#giveBack();
  }

  #close() {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  #giveBack() {
    this.#options.pool.release(this.#options.connection, this.#spoiled ? "spoiled" : "clean");
  }
}
