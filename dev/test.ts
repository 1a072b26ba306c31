import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { EnvError, localStack } from "../env.ts";
import { startChild } from "./child.ts";
import { Parts } from "./parts.ts";
import { freePortBlock } from "./ports.ts";
import { Problem } from "./setup/step.mjs";

// bin/test: every check there is. Its last line is "N passed, N failed" over all of them.

const stack = localStack();
const dataDir = path.resolve(stack.dataDir, "test");
const reports = path.join(dataDir, "reports");

interface Result {
  passed: number;
  failed: number;
}

/** Runs a command to its end in the terminal's sight. @returns whether it succeeded. */
function run(command: string[]): Promise<boolean> {
  const [program = "", ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
  });
}

async function check(name: string, command: string[]): Promise<Result> {
  console.log(`\n— ${name}`);
  return (await run(command)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

const vitestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });
function countVitest(json: unknown): Result {
  const { numPassedTests, numFailedTests } = vitestReport.parse(json);
  return { passed: numPassedTests, failed: numFailedTests };
}

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
});

/** Runs a suite that leaves a JSON report. One that fails without any failed test counts as one. */
async function suite(
  name: string,
  command: string[],
  report: string,
  count: (json: unknown) => Result,
): Promise<Result> {
  console.log(`\n— ${name}`);
  const ok = await run(command);
  const json = await readFile(report, "utf8").catch(() => undefined);
  const result = json === undefined ? { passed: 0, failed: 0 } : count(JSON.parse(json));
  return ok || result.failed > 0 ? result : { ...result, failed: 1 };
}

const parts = new Parts();
const results: Result[] = [];
try {
  await rm(dataDir, { recursive: true, force: true });

  results.push(await check("format", ["oxfmt", "--check", "."]));
  results.push(await check("lint", ["oxlint"]));
  results.push(await check("types", ["tsc", "--noEmit"]));
  results.push(await check("types of the bare page", ["tsc", "--noEmit", "-p", "bench/bare-page"]));

  // A stack of its own, so that a running bin/dev is not touched.
  const portBase = await freePortBlock(
    Object.values(stack.ports).length + stack.ports.edge + 100,
    6,
  );
  const environment = ["env", `PORT_BASE=${portBase}`, `DATA_DIR=${dataDir}`];
  console.log(`\n— stack on http://localhost:${portBase}`);
  await parts.start(() =>
    startChild({
      name: "stack",
      command: [...environment, process.execPath, "dev/start.ts", "--empty", "--throwaway"],
      logDir: path.join(dataDir, "logs"),
      ready: /^ready /,
    }),
  );

  const vitest = (name: string, report: string, project: string) => {
    const json = path.join(reports, `${report}.json`);
    const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${json}`];
    const command = [...environment, "vitest", "run", `--project=${project}`, ...reporters];
    return suite(name, command, json, countVitest);
  };
  results.push(
    ...(await Promise.all([
      vitest("unit and integration tests", "vitest", "!faults"),
      // They mostly wait, and have a stack of their own.
      vitest("tests of parts that fail", "faults", "faults"),
    ])),
  );

  const playwrightJson = path.join(reports, "playwright.json");
  results.push(
    await suite(
      "end to end in Chromium",
      [
        ...environment,
        `PLAYWRIGHT_JSON_OUTPUT_NAME=${playwrightJson}`,
        "playwright",
        "test",
        "--reporter=line,json",
      ],
      playwrightJson,
      (json) => {
        const { expected, unexpected, flaky } = playwrightReport.parse(json).stats;
        return { passed: expected, failed: unexpected + flaky };
      },
    ),
  );

  results.push(await vitest("what all of this left in the logs", "logs", "logs"));
} catch (error) {
  console.error(error instanceof Problem || error instanceof EnvError ? error.message : error);
  results.push({ passed: 0, failed: 1 });
}
await parts.stop();

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
