import { AsyncLocalStorage } from "node:async_hooks";

/** What is learnt about a request while it is answered, for its line in the log. */
export interface RequestRecord {
  readonly id: string;
  /** SQL statements, without BEGIN, COMMIT and ROLLBACK. */
  statements: number;
  userId?: string;
  organizationId?: string;
  /** What is worth knowing of it, each in a few words of ours: who signed in, what was refused. */
  notes: Set<string>;
  /** The end of an answer that goes on after its head: the line waits for it. */
  ended?: Promise<unknown>;
}

const records = new AsyncLocalStorage<RequestRecord>();

export const withRecord = <T>(record: RequestRecord, work: () => T): T => records.run(record, work);

/** The record of the request that is being answered; undefined outside of any. */
export const currentRecord = () => records.getStore();

/** Adds to the line of the request. Anything that comes from outside has to be checked before. */
export const note = (what: string) => currentRecord()?.notes.add(what);

/** Who the request is from, and in which organization, once the database has said so. The first word counts. */
export function noteCaller(userId: string, organizationId?: string | null) {
  const record = currentRecord();
  if (!record) return;
  record.userId ??= userId;
  record.organizationId ??= organizationId ?? undefined;
}

export function countStatement() {
  const record = currentRecord();
  if (record) record.statements++;
}

/** Says that the answer goes on after its head, and until when. */
export function expectEnd(ended: Promise<unknown>) {
  const record = currentRecord();
  if (record) record.ended = ended;
}
