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

/** The first of `count` ports in a row that are all free, looked for upwards from `from`. */
export async function freePortBlock(from: number, count: number): Promise<number> {
  for (let base = from; base + count < 65_535; base += count) {
    const ports = Array.from({ length: count }, (_, i) => base + i);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return base;
  }
  throw new Problem(`There are no ${count} free ports in a row from ${from} on.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () =>
      probe.close(() => resolve(true)),
    );
  });
}
