import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Polls until the condition holds. @returns whether it did within `seconds`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  seconds: number,
): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

/** A running process' parent and command line (empty while it is about to end); undefined when there is none. */
export function describeProcess(pid: number): { parent: number; command: string } | undefined {
  try {
    const { state, parent, command } = existsSync("/proc/self/stat") ? fromProc(pid) : fromPs(pid);
    const isZombie = !state || state.startsWith("Z") || state.startsWith("X");
    return isZombie ? undefined : { parent: Number(parent), command: command ?? "" };
  } catch {
    return undefined;
  }
}

function fromProc(pid: number) {
  // "pid (name) state parent …", where the name may hold anything
  const [, state, parent] =
    / \(.*\) (\S) (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
  const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  return { state, parent, command };
}

/** macOS has no /proc, but always a ps. */
function fromPs(pid: number) {
  const line = execFileSync("ps", ["-ww", "-o", "stat=,ppid=,command=", "-p", String(pid)], {
    encoding: "utf8",
  });
  const [, state, parent, command] = /^\s*(\S+)\s+(\d+)\s+(.*)/.exec(line) ?? [];
  return { state, parent, command };
}

/** The processes that one has started, and those that these have, and so on. */
export function descendants(root: number): number[] {
  const every = everyProcess();
  const below = (ancestor: number): number[] =>
    every.flatMap(({ pid, parent }) => (parent === ancestor ? [pid, ...below(pid)] : []));
  return below(root);
}

function everyProcess(): { pid: number; parent: number }[] {
  if (existsSync("/proc/self/stat"))
    return readdirSync("/proc").flatMap((name) => {
      const found = /^\d+$/.test(name) && describeProcess(Number(name));
      return found ? [{ pid: Number(name), parent: found.parent }] : [];
    });
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return Array.from(lines.matchAll(/(\d+) +(\d+)/g), ([, pid, parent]) => ({
    pid: Number(pid),
    parent: Number(parent),
  }));
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
