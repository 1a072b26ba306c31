import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Polls until the condition holds. @returns whether it did within `seconds`. */
export async function until(condition: () => boolean | Promise<boolean>, seconds: number): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

/** A running process' parent and command line; undefined when there is none (a zombie does not run). */
export function describeProcess(pid: number): { parent: number; command: string } | undefined {
  try {
    return existsSync("/proc/self/stat") ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined;
  }
}

function fromProc(pid: number) {
  const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  // "pid (name) state parent …", where the name may hold anything
  const parent = / \(.*\) \S (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
  return command && parent ? { parent: Number(parent), command } : undefined;
}

/** macOS has no /proc, but always a ps. */
function fromPs(pid: number) {
  const line = execFileSync("ps", ["-ww", "-o", "ppid=,command=", "-p", String(pid)], { encoding: "utf8" });
  const [, parent, command] = /^\s*(\d+) (.+)/.exec(line) ?? [];
  return command && parent ? { parent: Number(parent), command } : undefined;
}

/** Ends a process, first politely; resolves when it is gone. */
export async function terminate(pid: number, patienceSeconds: number): Promise<void> {
  const gone = () => describeProcess(pid) === undefined;
  signal(pid, "SIGTERM");
  if (await until(gone, patienceSeconds)) return;
  signal(pid, "SIGKILL");
  await until(gone, patienceSeconds);
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended by itself
  }
}
