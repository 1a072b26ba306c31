import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Bench } from "./part.ts";
import type { Person } from "./seed.ts";

/** A message that has not come by then has been lost. */
const PATIENCE_MS = 10_000;

/** What the process of the listeners is told to open. */
export const listenersSchema = z.object({
  url: z.string(),
  people: z.array(z.object({ cookie: z.string(), organizationId: z.string() })),
});

/** What it says: that all are open, and then when the last of them heard of a change, by the kernel's clock. */
const reportSchema = z.object({ heardAt: z.number().optional() });
export type Report = z.infer<typeof reportSchema>;

/** The time in ms by a clock that all processes of this machine share. */
export const sharedNow = () => Number(process.hrtime.bigint()) / 1e6;

/**
 * Opens a dashboard's socket for each of `people`, in a process of its own: in this one their messages
 * would stand in the way of the answer that is timed.
 */
export async function startListeners({ urls }: Bench, people: Person[]) {
  const main = fileURLToPath(new URL("listeners-main.ts", import.meta.url));
  const child = fork(main);
  const ended = once(child, "exit");
  const lost = ended.then(() => Promise.reject(new Error("The listeners have ended.")));
  lost.catch(() => {});

  async function report() {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const [message] = await Promise.race([once(child, "message", { signal: patience }), lost]);
    return reportSchema.parse(message);
  }

  child.send({ url: urls.edge, people });
  await report();
  return {
    /** When the last of them has heard of a change, which is one message to each. @throws when it does not come. */
    heardAt: async () => (await report()).heardAt ?? NaN,
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}
