import { waitUntil } from "cloudflare:workers";

/**
 * Lets what has begun end, also when the browser goes away: the runtime would stop it at once, in the middle
 * of a transaction, whose locks everybody else then waits for.
 */
export function toItsEnd<T>(work: Promise<T>): Promise<T> {
  waitUntil(work.catch(() => {}));
  return work;
}
