import { glob, readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";

/**
 * What the app worker of a build weighs, in bytes: all its modules compressed together with gzip, which
 * is the number that wrangler reports of an upload.
 */
export async function workerSize(buildDir: string): Promise<number> {
  const server = path.join(buildDir, "server");
  const modules: Buffer[] = [];
  for await (const file of glob("**/*.js", { cwd: server }))
    modules.push(await readFile(path.join(server, file)));
  return gzipSync(Buffer.concat(modules)).length;
}
