import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LOCAL_DATABASE } from "../../env.ts";
import { ensureDatadir } from "./datadir.ts";
import { findMysql } from "./find.ts";
import { describeProcess, until } from "./process.ts";
import { type Mysql, type MysqlOptions, startMysql } from "./server.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

let dataDir: string;
beforeEach(async () => {
  dataDir = await temporaryFolder();
});

test("starts on an empty folder with the database and the account of the local stack", async () => {
  const server = await start();
  const rows = await query(
    server,
    "select database() db, @@collation_database collation, @@time_zone zone, @@version version",
  );
  expect(rows[0]).toMatchObject({ db: "os2", collation: "utf8mb4_0900_ai_ci", zone: "+00:00" });
  expect(rows[0]?.version).toContain(findMysql()?.version);
});

test("the account owns os2 and the test databases, and nothing else", async () => {
  const server = await start();
  await query(server, "create database os2_unit");
  await expect(query(server, "create database os2unit")).rejects.toThrow(/denied/);
  await expect(query(server, "select * from mysql.user")).rejects.toThrow(/denied/);
});

test("root comes in through the socket alone", async () => {
  const server = await start();
  const overSocket = await createConnection({ socketPath: server.socketPath, user: "root" });
  await overSocket.end();
  await expect(
    createConnection({ host: "127.0.0.1", port: server.port, user: "root" }),
  ).rejects.toThrow(/denied/);
});

test("keeps its data over a restart", async () => {
  const first = await start({ throwaway: false });
  await query(first, "create table note (text varchar(9))");
  await query(first, "insert into note values ('kept')");
  await first.stop();
  expect(await first.exited).toEqual({ code: 0, signal: null });

  expect(await query(await start(), "select text from note")).toEqual([{ text: "kept" }]);
});

test("recovers what was committed when the server is killed", async () => {
  const first = await start({ throwaway: false });
  await query(first, "create table note (text varchar(9))");
  await query(first, "insert into note values ('kept')");
  process.kill(first.pid, "SIGKILL");
  expect(await first.exited).toEqual({ code: null, signal: "SIGKILL" });

  expect(await query(await start(), "select text from note")).toEqual([{ text: "kept" }]);
});

test("redoes an initialisation that was interrupted", async () => {
  const program = findMysql();
  if (!program) throw new Error("no MySQL server");
  const [datadir, cache] = [join(dataDir, "mysql"), join(dataDir, "cache")];
  const initialising = runInNode(
    `import { ensureDatadir } from ${JSON.stringify(import.meta.resolve("./datadir.ts"))};
     await ensureDatadir(${JSON.stringify(program)}, ${JSON.stringify(datadir)}, ${JSON.stringify(cache)});`,
  );
  const begun = async () =>
    (await readdir(cache, { recursive: true }).catch(() => [])).some((f) => f.endsWith("ibdata1"));
  expect(await until(begun, 30)).toBe(true);
  initialising.kill("SIGKILL");

  await ensureDatadir(program, datadir, cache);
  expect(await query(await start(), "select 1 one")).toEqual([{ one: 1 }]);
});

test("two first starts at once share the cache folder", async () => {
  const program = findMysql();
  if (!program) throw new Error("no MySQL server");
  const cache = join(dataDir, "cache");
  const datadirs = ["a", "b"].map((name) => join(dataDir, name));
  await Promise.all(datadirs.map((datadir) => ensureDatadir(program, datadir, cache)));
  expect(await readdir(cache)).toHaveLength(1);
  for (const datadir of datadirs) expect(await readdir(datadir)).toContain("mysql.ibd");
});

test("works in a folder whose path is too long for a socket", async () => {
  dataDir = join(dataDir, "long".repeat(30));
  const server = await start();
  expect(server.socketPath.length).toBeLessThan(104);
  expect(await query(server, "select 1 one")).toEqual([{ one: 1 }]);
});

test("names the port that is taken, and the way out", async () => {
  const other = createServer();
  cleanups.push(() => other.close());
  const port = await listen(other);
  await expect(start({ port })).rejects.toThrow(new RegExp(`Port ${port}.* taken[^]*PORT_BASE`));
});

test("leaves the database of a running stack alone", async () => {
  const running = await start();
  await expect(start()).rejects.toThrow(/Another stack is running[^]*DATA_DIR/);
  expect(await query(running, "select 1 one")).toEqual([{ one: 1 }]);
});

test("ends with the process that started it, even when that is killed", async () => {
  const starter = await startInNode({ dataDir, port: await freePort() });
  starter.process.kill("SIGKILL");
  expect(await until(() => describeProcess(starter.pid) === undefined, 20)).toBe(true);
});

test("takes over from a server that has not ended yet after its starter was killed", async () => {
  const port = await freePort();
  const starter = await startInNode({ dataDir, port });
  starter.process.kill("SIGKILL");
  await once(starter.process, "exit");
  const server = await start({ port });
  expect(server.pid).not.toBe(starter.pid);
  expect(describeProcess(starter.pid)).toBeUndefined();
});

test("a start that fails shows the server's own words", async () => {
  const first = await start();
  await first.stop();
  await rm(join(dataDir, "mysql", "mysql.ibd"));
  await expect(start()).rejects.toThrow(/did not start[^]*\[ERROR\].*Data Dictionary/);
  expect(await readFile(join(dataDir, "mysql.log"), "utf8")).toContain("Data Dictionary");
});

async function start(options: Partial<MysqlOptions> = {}): Promise<Mysql> {
  const server = await startMysql({ dataDir, port: await freePort(), throwaway: true, ...options });
  cleanups.push(() => server.stop());
  return server;
}

async function query(server: Mysql, sql: string) {
  const { name: database, username: user, password } = LOCAL_DATABASE;
  const connection = await createConnection({
    host: "127.0.0.1",
    port: server.port,
    user,
    password,
    database,
  });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

/** A process of its own that starts the server and stays. */
async function startInNode(options: MysqlOptions) {
  const starter = runInNode(
    `import { startMysql } from ${JSON.stringify(import.meta.resolve("./server.ts"))};
     console.log((await startMysql(${JSON.stringify(options)})).pid);`,
  );
  if (!starter.stdout) throw new Error("no output to read");
  for await (const line of createInterface(starter.stdout))
    return { process: starter, pid: Number(line) };
  throw new Error("the server did not start");
}

function runInNode(code: string): ChildProcess {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  cleanups.push(() => child.kill("SIGKILL"));
  return child;
}

async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), "os2-mysql-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

async function freePort() {
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function listen(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("not listening on a port");
  return address.port;
}
