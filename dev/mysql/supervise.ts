import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** The exit code when another server holds the lock. */
export const LOCKED = 75;

const SCRIPT = fileURLToPath(new URL("supervise.sh", import.meta.url));

/**
 * Starts a server that does not outlive this process, however this process ends (see supervise.sh).
 *
 * @param options.lock a file that is locked while the server runs and names it
 * @param options.output where standard output and error go: a file descriptor, or a pipe to be read
 */
export function supervise(
  command: string[],
  options: { lock?: string; output: number | "pipe" },
): { child: ChildProcess; exited: Promise<Exit> } {
  const child = spawn("sh", [SCRIPT, options.lock ?? "", ...command], {
    // A session of its own: Ctrl-C in the terminal reaches us, and we decide when the server stops.
    detached: true,
    stdio: ["pipe", options.output, options.output],
  });
  const exited = new Promise<Exit>((resolve) => {
    child.on("exit", (code, signal) => resolve({ code, signal }));
    child.on("error", () => resolve({ code: 127, signal: null }));
  });
  void exited.then(() => endGroup(child.pid));
  return { child, exited };
}

/** The server is gone; this is for the guard, and for what a crashed server leaves behind. */
function endGroup(leader: number | undefined) {
  try {
    if (leader) process.kill(-leader, "SIGKILL");
  } catch {
    // nobody was left
  }
}
