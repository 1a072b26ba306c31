/**
 * Runs one long step of the set-up, as a function and as a command:
 *
 *   node dev/setup/step.mjs TITLE COMMAND [ARGUMENT…]
 *
 * The terminal sees what runs and for how long; the output shows up only when it fails.
 * Plain JavaScript, since the first step fetches the Node that runs TypeScript. Types: step.d.mts.
 */
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

export class Problem extends Error {
  name = "Problem";
}

const SUPERVISE = fileURLToPath(new URL("../mysql/supervise.sh", import.meta.url));
const SHOWN_LINES = 15;
const INTERRUPTS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

export async function step(title, command, args) {
  const progress = showProgress(title);
  const output = [];

  // As the leader of a process group, and under a guard, so that the command ends with everything it
  // started when it is interrupted, and also when this process is killed.
  const child = spawn("sh", [SUPERVISE, "", command, ...args], { detached: true });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => {
      output.push(text);
      if (output.length > 1000) output.splice(0, 500);
    });

  let exitCode;
  const interrupt = (signal) => {
    exitCode ??= INTERRUPTS[signal];
    killGroup(child.pid, "SIGTERM");
    setTimeout(() => killGroup(child.pid, "SIGKILL"), 5000).unref();
  };
  for (const signal of Object.keys(INTERRUPTS)) process.on(signal, interrupt);

  const failure = await new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", () => killGroup(child.pid, "SIGKILL"));
    child.on("close", (code, signal) => resolve(code === 0 ? undefined : `exit ${code ?? signal}`));
  });
  for (const signal of Object.keys(INTERRUPTS)) process.off(signal, interrupt);
  progress.end(exitCode !== undefined ? "stopped" : failure === undefined ? "done" : "failed");

  if (exitCode !== undefined) process.exit(exitCode);
  if (failure !== undefined) {
    const lines = output.join("").trimEnd().split("\n").slice(-SHOWN_LINES);
    throw new Problem(
      [
        `${title} failed (${basename(command)}: ${failure}).`,
        ...lines.filter(Boolean).map((line) => `  | ${line}`),
        ...adviceOn(`${failure}\n${lines.join("\n")}`),
        "Then run the command again; what is done already stays.",
      ].join("\n"),
    );
  }
}

/** A line that counts the seconds on a terminal; elsewhere a line now and then. */
function showProgress(title) {
  const started = Date.now();
  const terminal = process.stdout.isTTY;
  const line = (state) => {
    const text = `${title}: ${state} ${Math.round((Date.now() - started) / 1000)} s`;
    process.stdout.write(terminal ? `\r\x1b[K${text}` : `${text}\n`);
  };
  if (terminal) line("…");
  else process.stdout.write(`${title} …\n`);
  const timer = setInterval(() => line("…"), terminal ? 1000 : 10_000);
  return {
    end(outcome) {
      clearInterval(timer);
      line(outcome === "done" ? "done in" : `${outcome} after`);
      if (terminal) process.stdout.write("\n");
    },
  };
}

function killGroup(pid, signal) {
  try {
    if (pid) process.kill(-pid, signal);
  } catch {
    // it has ended by itself
  }
}

/** What to do, for the causes that a machine, not this repository, is to blame for. */
function adviceOn(output) {
  const causes = [
    [/ENOSPC|no space left|disk space/i, "The disk is full: free some space."],
    [
      /ERR_PNPM_OUTDATED_LOCKFILE/,
      "pnpm-lock.yaml does not fit package.json: update it with `npx pnpm install` and commit it.",
    ],
    [
      /EAI_AGAIN|ENOTFOUND|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|could not resolve|temporary failure|could not connect|failed to fetch|unable to connect|network is unreachable/i,
      "A server could not be reached: check the network and the proxy settings.",
    ],
    [
      /EACCES|EPERM|permission denied|operation not permitted|are you root/i,
      "A permission is missing: check that the checkout and the home folder belong to you.",
    ],
    [
      /ENOENT|command not found|: not found/i,
      "A program is missing: see the lines above for its name.",
    ],
  ];
  const advice = causes.find(([pattern]) => pattern.test(output))?.[1];
  return advice ? [advice] : [];
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [title, command, ...args] = process.argv.slice(2);
  await step(title, command, args).catch((problem) => {
    console.error(problem.message);
    process.exitCode = 1;
  });
}
