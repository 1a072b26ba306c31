import { DatabaseError } from "@planetscale/database";
import { DrizzleQueryError } from "drizzle-orm/errors";
import { DatabaseUnavailable } from "./ask.ts";
import { isOutageError } from "./outages.ts";
import { generateSlug } from "../utils/slug.ts";

/** The error and what caused it, outermost first: Drizzle wraps what the driver throws. */
function* causes(error: unknown) {
  for (let e = error; e instanceof Error; e = e.cause) yield e;
}

/**
 * Whether a statement was refused because a unique index already holds the value.
 * The driver gives MySQL's error as text only, ending in `(errno 1062) (sqlstate 23000)`.
 * @param index the index's name; any unique index when left out.
 */
export function isDuplicateKey(error: unknown, index?: string): boolean {
  return [...causes(error)].some(
    ({ message }) => message.includes("(errno 1062)") && (!index || message.includes(`.${index}'`)),
  );
}

const hasErrno = (error: unknown, errno: number) =>
  [...causes(error)].some(({ message }) => message.includes(`(errno ${errno})`));

/** Whether an insert was refused because the row it belongs to is gone. */
export const isMissingParent = (error: unknown) => hasErrno(error, 1452);

const isDeadlock = (error: unknown) => hasErrno(error, 1213);

/** Vitess deletes below a foreign key with NOWAIT, which fails where MySQL's own cascade would wait. */
const isLockedNow = (error: unknown) => hasErrno(error, 3572);

/** Whether a statement lost against another transaction that held the same rows: it may be tried again. */
export const isLockConflict = (error: unknown) =>
  isDeadlock(error) || isLockedNow(error) || hasErrno(error, 1205);

const DEADLOCK_ATTEMPTS = 8;
const LOCKED_PAUSE_MS = 50;

/**
 * Runs a transaction again when it was the victim of a deadlock, or met a lock that nothing waits for. All
 * of it has then been undone, so nothing happens twice, as long as `transaction` changes nothing but the database.
 * @throws what `transaction` throws, a conflict only after eight of them.
 */
export async function retryDeadlock<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      const isLocked = isLockedNow(error);
      if (attempt === DEADLOCK_ATTEMPTS || !(isLocked || isDeadlock(error))) throw error;
      if (isLocked) await new Promise((resolve) => setTimeout(resolve, attempt * LOCKED_PAUSE_MS));
    }
  }
}

const JSON_ERRNOS = [3140, 3141, 3150, 3151, 3157];

/**
 * Whether a text was refused as a value of a JSON column. MySQL's JSON has limits that JSON has not:
 * nesting of 100, no half surrogate pairs, numbers that fit a double, keys of 64 KiB.
 */
export const isRefusedJson = (error: unknown) =>
  JSON_ERRNOS.some((errno) => hasErrno(error, errno));

/**
 * Whether the database could not be asked, or has given up what it was doing: it may be tried again. An
 * error that MySQL itself reports is not that.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (const e of causes(error)) {
    if (e instanceof DatabaseUnavailable) return true;
    if (e instanceof DatabaseError) return isOutageError(e);
    // What the driver can't read is no answer either.
    if (e instanceof DrizzleQueryError && !isOfDatabase(e.cause)) return true;
  }
  return false;
}

const isOfDatabase = (error: unknown) =>
  error instanceof DatabaseError || error instanceof DatabaseUnavailable;

const SLUG_ATTEMPTS = 5;

/**
 * Runs `insert` with a fresh slug until the unique index takes one: the index decides, so no two
 * requests can both believe that a slug is free.
 * @throws what `insert` throws, a duplicate of `slugIndex` only after five different slugs.
 */
export async function withUniqueSlug<T>(
  name: string,
  slugIndex: string,
  insert: (slug: string) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await insert(generateSlug(name));
    } catch (error) {
      if (attempt === SLUG_ATTEMPTS || !isDuplicateKey(error, slugIndex)) throw error;
    }
  }
}
