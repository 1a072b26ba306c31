import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { localStack } from "../env.ts";
import { startChild } from "./child.ts";
import { Parts } from "./parts.ts";
import { freePortBlock } from "./ports.ts";

// pnpm fuzz: the made-up requests of backend/fuzz.test.ts, more of them and each time others, against a
// stack of its own. A failure names the request, and the seed with which it can be had again.

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});

const stack = localStack();
const dataDir = path.resolve(stack.dataDir, "fuzz");
const portBase = await freePortBlock(stack.ports.mysql + 301, 6);
const environment = [`PORT_BASE=${portBase}`, `DATA_DIR=${dataDir}`];

const parts = new Parts();
await rm(dataDir, { recursive: true, force: true });
await parts.start(() =>
  startChild({
    name: "stack",
    command: ["env", ...environment, process.execPath, "dev/start.ts", "--empty", "--throwaway"],
    logDir: path.join(dataDir, "logs"),
    ready: /^ready /,
  }),
);
const fuzz = [`FUZZ_CASES=${values.cases}`, `FUZZ_SEED=${values.seed}`, "vitest", "run"];
const vitest = spawn("env", [...environment, ...fuzz, "--project=api", "backend/fuzz"], {
  stdio: "inherit",
});
const [exitCode] = await once(vitest, "exit");
await parts.stop();
process.exit(exitCode === 0 ? 0 : 1);
