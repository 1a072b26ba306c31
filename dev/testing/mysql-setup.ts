import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startMysql } from "../mysql/server.ts";
import { freePortBlock } from "../ports.ts";

/** A MySQL server for the whole run; each test makes a database of its own. */
export default async function setup(project: TestProject) {
  const dataDir = await mkdtemp(path.join(tmpdir(), "os2-test-"));
  const mysql = await startMysql({
    dataDir,
    port: await freePortBlock(20_000, 1),
    throwaway: true,
  });
  project.provide("mysql", { socketPath: mysql.socketPath, port: mysql.port });
  return async () => {
    await mysql.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
