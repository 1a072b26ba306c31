import { glob, readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";

/** What the app worker of a build weighs when it is uploaded, in bytes: its modules compressed with gzip. */
export async function workerSize(buildDir: string): Promise<number> {
  let size = 0;
  for await (const file of glob("**/*.js", { cwd: path.join(buildDir, "server") }))
    size += gzipSync(await readFile(path.join(buildDir, "server", file))).length;
  return size;
}
