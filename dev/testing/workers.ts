import path from "node:path";
import { startChild } from "../child.ts";
import { freePortBlock } from "../ports.ts";
import { stack } from "./client.ts";

/**
 * Starts the workers that the running stack has built once more, on ports of their own and with another
 * environment: another stage, or a database that is away.
 * @param environment variables of env.ts; VITE_PUBLIC_URL is the new address unless given.
 */
export async function startWorkers(environment: Record<string, string>) {
  const portBase = await freePortBlock(30_000, 2);
  const url = `http://localhost:${portBase}`;
  const dataDir = path.resolve(stack.dataDir);
  const variables = {
    PSCALE_DATABASE_URL: `http://os2:os2-local@127.0.0.1:${stack.ports.gateway}`,
    GOOGLE_EMULATOR_URL: `http://localhost:${stack.ports.google}`,
    SLACK_EMULATOR_URL: `http://localhost:${stack.ports.slack}`,
    ...environment,
  };
  const workers = await startChild({
    name: `workers-${portBase}`,
    command: [
      "env",
      `PORT_BASE=${portBase}`,
      ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      process.execPath,
      "dev/serve.ts",
      `--build=${path.join(dataDir, "build")}`,
      `--state=${path.join(dataDir, `workers-${portBase}`)}`,
    ],
    logDir: path.join(dataDir, "logs"),
    ready: /^workers ready/,
  });
  return {
    url,
    /** In LOG_DIR. */
    logFile: `workers-${portBase}.log`,
    appUrl: `http://localhost:${portBase + 1}`,
    stop: () => workers.stop(),
  };
}
