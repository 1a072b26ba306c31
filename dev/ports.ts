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

function isFree(port: number) {
  return new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () =>
      probe.close(() => resolve(true)),
    );
  });
}
