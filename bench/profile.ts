import { z } from "zod";

export type Profile = ReturnType<typeof profiler>;

const targetsSchema = z.array(z.object({ id: z.string(), webSocketDebuggerUrl: z.url() }));
const answerSchema = z.object({ id: z.number().optional(), result: z.unknown().optional() });

/**
 * Records what a worker spends its CPU on, through workerd's inspector.
 * @returns the profile, as Chromium's and VS Code's tools open it (`*.cpuprofile`).
 */
export function profiler(inspectorPort: number) {
  return async (worker: string, action: () => Promise<unknown>): Promise<unknown> => {
    const list = await fetch(`http://127.0.0.1:${inspectorPort}/json`);
    const targets = targetsSchema.parse(await list.json());
    const target = targets.find(({ id }) => id.endsWith(worker));
    if (!target) throw new Error(`There is no worker named ${worker}.`);

    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    let calls = 0;
    const call = (method: string, params = {}) =>
      new Promise<unknown>((resolve) => {
        const id = ++calls;
        socket.addEventListener("message", ({ data }) => {
          const answer = answerSchema.parse(JSON.parse(String(data)));
          if (answer.id === id) resolve(answer.result);
        });
        socket.send(JSON.stringify({ id, method, params }));
      });

    await call("Profiler.enable");
    await call("Profiler.setSamplingInterval", { interval: 200 });
    await call("Profiler.start");
    await action();
    const { profile } = z.object({ profile: z.unknown() }).parse(await call("Profiler.stop"));
    socket.close();
    return profile;
  };
}
