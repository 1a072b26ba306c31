import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

export type Inspector = ReturnType<typeof inspector>;

const targetSchema = z.object({
  id: z.string(),
  title: z.string(),
  webSocketDebuggerUrl: z.url(),
});
const answerSchema = z.object({ id: z.number().optional(), result: z.unknown().optional() });
const usageSchema = z.object({ usedSize: z.number(), backingStorageSize: z.number() });

type Target = z.infer<typeof targetSchema>;
type Call = (method: string, params?: object) => Promise<unknown>;

/** Where Node's inspector listens once it has been asked for by a signal. */
const NODE_PORT = 9229;

/**
 * Looks into the workers, through workerd's inspector, and into the gateway through Node's. Both speak the
 * protocol of Chromium's tools.
 */
export function inspector(workerdPort: number, gatewayPid: number | undefined) {
  const ofWorker = (worker: string) => targetAt(workerdPort, ({ id }) => id.endsWith(`:${worker}`));

  async function ofGateway() {
    if (gatewayPid === undefined) throw new Error("There is no gateway.");
    process.kill(gatewayPid, "SIGUSR1");
    return targetAt(NODE_PORT, ({ title }) => title.includes("gateway"));
  }

  return {
    /**
     * Records what a worker spends its CPU on.
     * @returns the profile, as Chromium's and VS Code's tools open it (`*.cpuprofile`).
     */
    profile: async (worker: string, action: () => Promise<unknown>): Promise<unknown> =>
      inspect(await ofWorker(worker), async (call) => {
        await call("Profiler.enable");
        await call("Profiler.setSamplingInterval", { interval: 200 });
        await call("Profiler.start");
        await action();
        return z.object({ profile: z.unknown() }).parse(await call("Profiler.stop")).profile;
      }),

    /**
     * What a worker or the gateway holds in memory, in MB, after what it holds no longer has been collected.
     * A worker does that when it next has something to do: it answers only while there are requests.
     */
    heapMegabytes: async (of: { worker: string } | "gateway"): Promise<number> =>
      inspect(await (of === "gateway" ? ofGateway() : ofWorker(of.worker)), async (call) => {
        await call("HeapProfiler.collectGarbage");
        const usage = usageSchema.parse(await call("Runtime.getHeapUsage"));
        return (usage.usedSize + usage.backingStorageSize) / 2 ** 20;
      }),
  };
}

const PATIENCE_MS = 5_000;

/** Waits for an inspector, which may have been asked for just now. */
async function targetAt(port: number, isIt: (target: Target) => boolean): Promise<Target> {
  for (const end = Date.now() + PATIENCE_MS; ; await delay(50)) {
    const list = await fetch(`http://127.0.0.1:${port}/json`).then(
      (response) => response.json(),
      () => [],
    );
    const target = z.array(targetSchema).parse(list).find(isIt);
    if (target) return target;
    if (Date.now() > end) throw new Error(`No inspector for that answers at port ${port}.`);
  }
}

async function inspect<T>({ webSocketDebuggerUrl }: Target, action: (call: Call) => Promise<T>) {
  const socket = new WebSocket(webSocketDebuggerUrl);
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
    return await action(call);
  } finally {
    socket.close();
  }
}
