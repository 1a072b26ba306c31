import { createServer } from "node:net";
import type { LocalStack } from "../env.ts";
import { Problem } from "./setup/step.mjs";

/** @throws {Problem} naming every port of the stack that another program listens on. */
export async function requireFreePorts({ ports }: LocalStack) {
  const taken: string[] = [];
  for (const [part, port] of Object.entries(ports))
    if (!(await isFree(port))) taken.push(`${port} (${part})`);
  if (taken.length > 0)
    throw new Problem(
      `Already in use: ${taken.length > 1 ? "ports" : "port"} ${taken.join(", ")}.\n` +
        "Stop what listens there, or set PORT_BASE to another number: all ports are counted up from it.",
    );
}

/** @throws {Problem} when what the app runs on is not there, or the app runs already. */
export async function requireStandIns({ ports }: LocalStack) {
  if (await isFree(ports.gateway)) throw new Problem(START_A_STACK);
  if (!(await isFree(ports.app)))
    throw new Problem(
      `A stack is running already: http://localhost:${ports.edge}\n` +
        "For a second one, set PORT_BASE and DATA_DIR to other values and run bin/dev.",
    );
}

export const START_A_STACK =
  "The app alone has no database, Google or Slack to talk to. Start all of them with bin/dev (or pnpm dev).";

/** The first of `count` ports in a row that are all free, looked for upwards from `from`. */
export async function freePortBlock(from: number, count: number): Promise<number> {
  for (let base = from; base + count < 65_535; base += count) {
    const ports = Array.from({ length: count }, (_, i) => base + i);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return base;
  }
  throw new Problem(`There are no ${count} free ports in a row from ${from} on.`);
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () =>
      probe.close(() => resolve(true)),
    );
  });
}
