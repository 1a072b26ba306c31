import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "../setup/step.mjs";

/**
 * Looks again and again, at first often, until `look` finds something.
 * @throws {Problem} with `tooLate` when it does not within the time.
 */
export async function until<T>(
  look: () => Promise<T | undefined>,
  { minutes, tooLate }: { minutes: number; tooLate: string },
): Promise<T> {
  const deadline = Date.now() + minutes * 60_000;
  for (let wait = 10; ; wait = Math.min(wait * 2, 5000)) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() + wait > deadline) throw new Problem(tooLate);
    await delay(wait);
  }
}
