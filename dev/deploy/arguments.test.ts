import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePortBlock } from "../ports.ts";
import { readArguments } from "./arguments.ts";

// Commands of alchemy, Vite and drizzle-kit, typed without having read this repository.

let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "os2-arguments-"));
  environment = {
    PATH: [path.dirname(process.execPath), "node_modules/.bin", "/usr/bin", "/bin"].join(":"),
    HOME: folder,
    DATA_DIR: folder,
    PORT_BASE: String(await freePortBlock(21_000, 6)),
    ALCHEMY_TELEMETRY_DISABLED: "1",
  };
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs a command until it has said what is expected: `alchemy dev` then waits for a file to change. */
async function run(command: string, expected: RegExp) {
  const child = spawn("sh", ["-c", command], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  const closed = once(child, "close");
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (child.pid && expected.test(output) && command === "alchemy dev")
        process.kill(-child.pid, "SIGTERM");
    });
  const [code]: unknown[] = await closed;
  return { output, code };
}

test.concurrent.each([
  ["alchemy dev", /database, Google and Slack with them: bin\/dev/],
  ["alchemy destroy --stage pr-7", /pnpm run destroy --stage pr-7/],
  ["alchemy deploy", /--stage is missing/],
  ["drizzle-kit push", /Run: pnpm db:generate .* pnpm db:migrate/],
  ["vite", /Start all of them with bin\/dev/],
])("%s says what to do", async (command, expected) => {
  const { output, code } = await run(command, expected);
  expect(output).toMatch(expected);
  expect(output).not.toMatch(/^ +at /m);
  expect(code).not.toBe(0);
});

// As alchemy's own command line passes them on.
const ALCHEMYS = ["--telemetry-session-id", "3ef58eaf", "--telemetry-ref", "cli"];

test.each([
  [["--stage", "prd", "--quiet", "--force", "--adopt", "--erase-secrets", "--profile", "default"]],
  [["--stage", "prd", "--app", "os2", "--root-dir", "/"]],
  [["--quiet", "--stage", "prd", "--state-cmd", "get", "--state-arg", "os2/prd/app"]],
])("takes what alchemy adds: %j", (args) => {
  expect(readArguments([...ALCHEMYS, ...args])).toMatchObject({ stage: "prd", build: true });
});

test.each([
  ["--read", /no read-only run/],
  ["--app=other", /no read-only run/],
  ["--watch", /Leave --watch out/],
  ["--destory", /Unknown option '--destory'/],
])("refuses %s", (arg, reason) => {
  expect(() => readArguments([...ALCHEMYS, "--stage", "prd", arg])).toThrow(reason);
});
