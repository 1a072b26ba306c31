import { AsyncLocalStorage } from "node:async_hooks";

/** What is learnt about a request while it is answered, for its line in the log. */
export interface RequestRecord {
  readonly id: string;
  /** SQL statements, without BEGIN, COMMIT and ROLLBACK. */
  statements: number;
  userId?: string;
  organizationId?: string;
  /** What was refused or failed, each in a few words of ours. */
  problems: string[];
  /** Whether the answer goes on after its head: then the line waits for its end. */
  streams?: boolean;
}

const records = new AsyncLocalStorage<RequestRecord>();

export const withRecord = <T>(record: RequestRecord, work: () => T): T => records.run(record, work);

/** The record of the request that is being answered; undefined outside of any. */
export const currentRecord = () => records.getStore();

export function countStatement() {
  const record = currentRecord();
  if (record) record.statements++;
}
