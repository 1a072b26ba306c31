import { z } from "zod";

const targetsSchema = z.array(z.object({ id: z.string(), webSocketDebuggerUrl: z.url() }));
const answerSchema = z.object({ id: z.number().optional(), result: z.unknown().optional() });
const profileSchema = z.object({ profile: z.unknown() });
const heapSchema = z.object({ usedSize: z.number() });

type Call = (method: string, params?: object) => Promise<unknown>;

/** What workerd's inspector knows of the workers it runs. */
export const inspector = (port: number) => ({
  /**
   * Records what a worker spends its CPU on.
   * @returns the profile, as Chromium's and VS Code's tools open it (`*.cpuprofile`).
   */
  profile: (worker: string, action: () => Promise<unknown>): Promise<unknown> =>
    inspect(port, worker, async (call) => {
      await call("Profiler.enable");
      await call("Profiler.setSamplingInterval", { interval: 200 });
      await call("Profiler.start");
      await action();
      return profileSchema.parse(await call("Profiler.stop")).profile;
    }),

  /** What a worker's heap holds, in MB, once what nothing refers to any more is collected. */
  heapMegabytes: (worker: string): Promise<number> =>
    inspect(port, worker, async (call) => {
      await call("HeapProfiler.collectGarbage");
      const { usedSize } = heapSchema.parse(await call("Runtime.getHeapUsage"));
      return usedSize / 1024 ** 2;
    }),
});

async function inspect<T>(
  port: number,
  worker: string,
  work: (call: Call) => Promise<T>,
): Promise<T> {
  const list = await fetch(`http://127.0.0.1:${port}/json`);
  const targets = targetsSchema.parse(await list.json());
  const target = targets.find(({ id }) => id.endsWith(worker));
  if (!target) throw new Error(`There is no worker named ${worker}.`);

  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  let calls = 0;
  const call: Call = (method, params = {}) =>
    new Promise((resolve) => {
      const id = ++calls;
      socket.addEventListener("message", ({ data }) => {
        const answer = answerSchema.parse(JSON.parse(String(data)));
        if (answer.id === id) resolve(answer.result);
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  try {
    return await work(call);
  } finally {
    socket.close();
  }
}
