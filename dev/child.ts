import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { onLine } from "./lines.ts";
import type { Part } from "./parts.ts";
import { supervise } from "./mysql/supervise.ts";
import { Problem } from "./setup/step.mjs";

const STOP_SECONDS = 10;

interface ChildOptions {
  name: string;
  command: string[];
  /** The folder its log is written to, as NAME.log. */
  logDir: string;
  /** A line of its output that says that it is ready. */
  ready: RegExp;
  /** Shows its output in the terminal as well. */
  show?: boolean;
}

/**
 * Starts a process that belongs to the stack and resolves when it says that it is ready. It ends with
 * this process, however this process ends.
 * @throws {Problem} with the last lines of its output when it ends before.
 */
export async function startChild({
  name,
  command,
  logDir,
  ready,
  show,
}: ChildOptions): Promise<Part> {
  await mkdir(logDir, { recursive: true });
  const log = path.join(logDir, `${name}.log`);
  const file = createWriteStream(log);
  const { child, exited } = supervise(command, { output: "pipe" });

  const lines: string[] = [];
  const isReady = new Promise<true>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        onLine(stream, (line) => {
          file.write(`${line}\n`);
          if (show) console.log(line);
          lines.push(line);
          if (lines.length > 20) lines.shift();
          if (ready.test(line)) resolve(true);
        });
  });

  const stop = async () => {
    child.kill("SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), STOP_SECONDS * 1000);
    await exited;
    clearTimeout(patience);
  };

  if ((await Promise.race([isReady, exited])) === true) return { name, stop, exited, log };
  throw new Problem(
    [`${name} did not start.`, ...lines.map((line) => `  | ${line}`), `All of it: ${log}`].join(
      "\n",
    ),
  );
}
