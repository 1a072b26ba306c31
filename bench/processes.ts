import { readFile } from "node:fs/promises";
import { descendants } from "../dev/mysql/process.ts";

// What the stack's processes use, as Linux tells it in /proc. Elsewhere there is nothing to read, and
// the tables come without these columns.

/** The kernel's clock tick, which is 10 ms on every platform it counts CPU time for. */
const TICK_MS = 10;

/** What each process of a stack is known by. */
const COMMANDS: Record<string, RegExp> = {
  workerd: /\/workerd\b/,
  gateway: /dev\/gateway\/main\.ts/,
  mysqld: /\bmysqld\b/,
};

/** Process ids by what the process is. */
export type Processes = Record<string, number[]>;

/** The processes below `root` that do the stack's work. */
export async function findProcesses(root: number): Promise<Processes> {
  const processes: Processes = {};
  for (const pid of descendants(root)) {
    const command = (await read(pid, "cmdline"))?.replaceAll("\0", " ") ?? "";
    // The shell that guards a server has the server's command line too.
    if (command.startsWith("sh ")) continue;
    const name = Object.entries(COMMANDS).find(([, pattern]) => pattern.test(command))?.[0];
    if (name) (processes[name] ??= []).push(pid);
  }
  return processes;
}

/** CPU time since each process started, user and system, in ms. */
export const cpuMilliseconds = (processes: Processes) =>
  sum(processes, async (pid) => {
    // After the name in brackets, which may hold anything: state is the third field, utime the 14th.
    const fields = (await read(pid, "stat"))?.replace(/^.*\) /s, "").split(" ") ?? [];
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
  });

/** Resident memory in MB. */
export const memoryMegabytes = (processes: Processes) =>
  sum(processes, async (pid) => {
    const kilobytes = /VmRSS:\s+(\d+)/.exec((await read(pid, "status")) ?? "")?.[1];
    return Number(kilobytes ?? 0) / 1024;
  });

async function sum(processes: Processes, measure: (pid: number) => Promise<number>) {
  const sums: Record<string, number> = {};
  for (const [name, pids] of Object.entries(processes))
    sums[name] = (await Promise.all(pids.map(measure))).reduce((a, b) => a + b, 0);
  return sums;
}

/** A file of a process, or undefined when it has ended meanwhile. */
const read = (pid: number, file: string) =>
  readFile(`/proc/${pid}/${file}`, "utf8").catch(() => undefined);
