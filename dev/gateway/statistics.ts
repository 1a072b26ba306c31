/** How many statements' texts are kept, and how much of each. */
const KEPT_STATEMENTS = 1_000;
const KEPT_LENGTH = 10_000;

/** Counts what the gateway runs, for tests and benchmarks to read. Counters only grow: readers subtract. */
export class Statistics {
  statements = 0;
  transactionControl = 0;
  errors = 0;
  readonly #texts: string[] = [];

  recordControl() {
    this.transactionControl += 1;
  }

  recordError() {
    this.errors += 1;
  }

  recordStatement(sql: string) {
    this.#texts[this.statements % KEPT_STATEMENTS] =
      sql.length > KEPT_LENGTH ? shortened(sql) : sql;
    this.statements += 1;
  }

  /** The statements after the first `count` ones, oldest first, as far as they are still kept. */
  since(count: number) {
    const first = Math.max(count, this.statements - KEPT_STATEMENTS, 0);
    return Array.from({ length: Math.max(this.statements - first, 0) }, (_, index) => ({
      number: first + index + 1,
      sql: this.#texts[(first + index) % KEPT_STATEMENTS],
    }));
  }
}

/** A copy: a plain slice would keep the whole of a long text in memory. */
function shortened(sql: string) {
  return `${Buffer.from(sql.slice(0, KEPT_LENGTH)).toString()}…`;
}
