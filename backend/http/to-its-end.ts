import { waitUntil } from "cloudflare:workers";

/**
 * Lets work finish after the browser has disconnected. The runtime would cancel it in the middle of a transaction,
 * and other requests would wait for its locks.
 */
export function toItsEnd<T>(work: Promise<T>): Promise<T> {
  waitUntil(work.catch(() => {}));
  return work;
}
