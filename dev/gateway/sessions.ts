import {
  type Answer,
  type Connections,
  leavesTraces,
  leavesTransactionOpen,
  query,
} from "./connections.ts";
import { TabletError, transactionError } from "./errors.ts";
import type { Statistics } from "./statistics.ts";
import { Transaction } from "./transaction.ts";

/** What a client says of its session, which the protocol has it send along with each statement. */
export interface Session {
  id: string;
  inTransaction: boolean;
}

interface Options {
  /** An open transaction keeps its connection between requests: with a pool of their own they cannot starve the rest. */
  pools: { singles: Connections; transactions: Connections };
  statistics: Statistics;
  transactionTimeoutMs: number;
}

const REMEMBERED_TRANSACTIONS = 1_000;

const NOTHING_CHANGED: Answer = { change: { affectedRows: 0, insertId: 0, serverStatus: 0 } };

/**
 * Runs statements: those of a transaction on its connection, others in autocommit on any.
 *
 * A session whose transaction was aborted, or is unknown because the gateway was restarted, is refused all
 * further statements, because half of a transaction must never go on in autocommit. Its ROLLBACK succeeds:
 * there is nothing left to roll back.
 */
export class Sessions {
  readonly #pools: Options["pools"];
  readonly #statistics: Statistics;
  readonly #transactionTimeoutMs: number;
  /** By session. Holds the open ones, and for their `refusal` those that were aborted. */
  readonly #transactions = new Map<string, Transaction>();

  constructor({ pools, statistics, transactionTimeoutMs }: Options) {
    this.#pools = pools;
    this.#statistics = statistics;
    this.#transactionTimeoutMs = transactionTimeoutMs;
  }

  isInTransaction(session: string) {
    return this.#transactions.get(session)?.isOpen ?? false;
  }

  /**
   * @param abandoned fires when nobody waits for the answer any more
   * @throws {TabletError} or an error from MySQL
   */
  async execute(session: Session, sql: string, abandoned: AbortSignal): Promise<Answer> {
    const control = controlOf(sql);
    const transaction = this.#transactions.get(session.id);

    if (transaction?.isOpen) {
      if (!transaction.isRunning)
        return this.#continue(transaction, session.id, sql, control, abandoned);
      if (control !== "rollback") throw transactionError(session.id, "in use: for query");
      await transaction.abort("ended (rolled back while a statement was running)");
      return NOTHING_CHANGED;
    }
    if (control === "rollback") {
      await transaction?.aborted;
      return NOTHING_CHANGED;
    }
    if (session.inTransaction || (transaction && control !== "begin"))
      throw transaction?.refusal ?? transactionError(session.id, "not found");
    if (control === "commit") return NOTHING_CHANGED;
    if (control === "begin") return this.#begin(session.id, sql, abandoned);
    return this.#single(sql, abandoned);
  }

  /** Rolls back what is open. */
  async close() {
    const transactions = [...this.#transactions.values()];
    await Promise.all(
      transactions.map((transaction) => transaction.abort("ended (gateway stopped)")),
    );
  }

  async #begin(id: string, sql: string, abandoned: AbortSignal) {
    const pool = this.#pools.transactions;
    const connection = await acquire(pool, abandoned);
    if (this.isInTransaction(id)) {
      pool.release(connection, "clean");
      throw transactionError(id, "in use: for begin");
    }
    const transaction = new Transaction({
      id,
      pool,
      connection,
      timeoutMs: this.#transactionTimeoutMs,
    });
    this.#forgetOldest();
    this.#transactions.set(id, transaction);
    try {
      return await this.#continue(transaction, id, sql, "begin", abandoned);
    } catch (error) {
      await transaction.abort("ended (not begun)");
      throw error;
    }
  }

  async #continue(
    transaction: Transaction,
    id: string,
    sql: string,
    control: Control | undefined,
    abandoned: AbortSignal,
  ) {
    if (control) this.#statistics.recordControl();
    else this.#statistics.recordStatement(sql);
    const answer = await transaction.run(sql, abandoned);
    if (!transaction.isOpen) this.#transactions.delete(id);
    return answer;
  }

  async #single(sql: string, abandoned: AbortSignal) {
    const pool = this.#pools.singles;
    const connection = await acquire(pool, abandoned);
    let spoiled = leavesTraces(sql);
    let interruption: Promise<void> | undefined;
    this.#statistics.recordStatement(sql);
    const running = query(connection, sql);
    const interrupt = () => {
      interruption = pool.interrupt(connection, running);
    };
    abandoned.addEventListener("abort", interrupt, { once: true });
    try {
      const answer = await running;
      if ("change" in answer && leavesTransactionOpen(answer.change)) {
        spoiled = true;
        throw new TabletError(
          "InvalidArgument",
          "a transaction is opened by BEGIN or START TRANSACTION alone",
        );
      }
      return answer;
    } finally {
      abandoned.removeEventListener("abort", interrupt);
      // Not before it has ended, or it would hit the statement of whoever has the connection next.
      await interruption;
      pool.release(connection, spoiled ? "spoiled" : "clean");
    }
  }

  #forgetOldest() {
    for (const [id, transaction] of this.#transactions) {
      if (this.#transactions.size < REMEMBERED_TRANSACTIONS) return;
      if (!transaction.isOpen) this.#transactions.delete(id);
    }
  }
}

async function acquire(pool: Connections, abandoned: AbortSignal) {
  const connection = await pool.acquire();
  if (!abandoned.aborted) return connection;
  pool.release(connection, "clean");
  throw new TabletError("Aborted", "client disconnected");
}

type Control = "begin" | "commit" | "rollback";

const CONTROL_STATEMENTS: [Control, RegExp][] = [
  ["begin", /^\s*(begin|start\s+transaction)\b/i],
  ["commit", /^\s*commit\b/i],
  // To a savepoint it is an ordinary statement.
  ["rollback", /^\s*rollback\b(?!\s+(work\s+)?to\b)/i],
];

function controlOf(sql: string) {
  return CONTROL_STATEMENTS.find(([, pattern]) => pattern.test(sql))?.[0];
}
