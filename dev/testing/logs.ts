import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { expect } from "vitest";
import { stack } from "./client.ts";

/** Where the processes of the running stack write what they say. */
export const LOG_DIR = path.resolve(stack.dataDir, "logs");

/** A line that the app worker or the edge proxy has logged. */
export const logLine = z.looseObject({
  level: z.enum(["info", "warn", "error"]),
  message: z.string(),
  requestId: z.string().optional(),
});
export type LogLine = z.infer<typeof logLine>;

/** The lines of a log that are ours: what Node and workerd say of themselves is no JSON. */
export const ourLines = (log: string): LogLine[] =>
  log
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => logLine.parse(JSON.parse(line)));

/** An id for a request whose lines a test wants to find. */
export const newRequestId = () => `test-${crypto.randomUUID()}`;

/**
 * What a stack has logged of a request. The line of its end is the last one, so it is waited for.
 * @param file the log of its workers, in LOG_DIR.
 */
export async function linesOf(requestId: string, file = "workers.log"): Promise<LogLine[]> {
  let lines: LogLine[] = [];
  await expect
    .poll(
      async () => {
        const log = await readFile(path.join(LOG_DIR, file), "utf8");
        lines = ourLines(
          log
            .split("\n")
            .filter((line) => line.includes(requestId))
            .join("\n"),
        );
        return lines.some(({ message }) => message === "request");
      },
      { timeout: 10_000 },
    )
    .toBe(true);
  return lines;
}
