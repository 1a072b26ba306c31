import { createHash } from "node:crypto";
import { lstat, mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createConnection } from "mysql2/promise";
import { LOCAL_DATABASE } from "../../env.ts";
import { isRoot } from "../setup/machine.ts";
import { Problem } from "../setup/step.mjs";
import { ensureDatadir } from "./datadir.ts";
import { findMysql } from "./find.ts";
import { explainFailure, explainSystemError, portTaken } from "./problems.ts";
import { describeProcess, terminate, until } from "./process.ts";
import { type Exit, LOCKED, supervise } from "./supervise.ts";

export type MysqlOptions = {
  /** The stack's folder; the database lies in its `mysql` folder. */
  dataDir: string;
  port: number;
  /** For tests: commits do not wait for the disk, and `stop` kills, which takes no second. */
  throwaway?: boolean;
  /** The server's log; `mysql.log` in `dataDir` unless given. */
  log?: string;
};

export type Mysql = {
  /** Here `root` has no password. The socket's folder is closed to other users of the machine. */
  socketPath: string;
  /** On 127.0.0.1, for the account in LOCAL_DATABASE. */
  port: number;
  pid: number;
  /** Resolves when the server ends, by `stop` or by itself. */
  exited: Promise<Exit>;
  stop(): Promise<void>;
};

const STOP_SECONDS = 10;
/** Recovery after a crash may take a while, but not for ever. */
const READY_SECONDS = 120;

/**
 * Starts the private MySQL server of a stack and resolves when it takes connections.
 *
 * It has the database and the account of LOCAL_DATABASE; the account also owns every database named
 * `os2_…`, for tests. The server ends with this process. What a crash left behind is put right: data is
 * recovered, a server without its parent is stopped first.
 *
 * @throws {Problem} when the port is taken, the disk is full, the data is another version's, …
 */
export async function startMysql(options: MysqlOptions): Promise<Mysql> {
  try {
    return await start(options);
  } catch (error) {
    throw explainSystemError(error, options.dataDir);
  }
}

async function start(options: MysqlOptions): Promise<Mysql> {
  const { port, throwaway = false } = options;
  const dataDir = resolve(options.dataDir);
  const datadir = join(dataDir, "mysql");
  const lock = join(dataDir, "mysql.lock");
  const initFile = join(dataDir, "mysql-init.sql");
  const logFile = options.log ?? join(dataDir, "mysql.log");

  const program = findMysql();
  if (!program) throw new Problem("No MySQL server was found. Run bin/setup.");

  await mkdir(dataDir, { recursive: true });
  await stopOrphan(lock, datadir);
  await requireFreePort(port);
  await ensureDatadir(program, datadir);
  await writeFile(initFile, INIT_SQL);
  const sockets = await socketFolder(datadir);
  const socketPath = join(sockets, SOCKET_NAME);

  const log = await open(logFile, "a");
  const { size: logStart } = await log.stat();
  const { child, exited: serverExited } = supervise(
    [
      "sh",
      "-c",
      REMOVE_OLD_SOCKET_AND_RUN,
      socketPath,
      program.command,
      ...program.args,
      `--datadir=${datadir}`,
      `--socket=${socketPath}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      `--pid-file=${join(datadir, "mysqld.pid")}`,
      `--init-file=${initFile}`,
      ...SERVER_OPTIONS,
      ...(throwaway ? THROWAWAY_OPTIONS : []),
      ...(isRoot() ? ["--user=root"] : []),
    ],
    { lock, output: log.fd },
  );
  await log.close();

  let exit: Exit | undefined;
  const exited = serverExited.then(async (how) => {
    if (sockets !== datadir) await rm(sockets, { recursive: true, force: true });
    return (exit = how);
  });

  const stop = async () => {
    child.kill(throwaway ? "SIGKILL" : "SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), STOP_SECONDS * 1000);
    await exited;
    clearTimeout(patience);
  };

  const ready = await until(
    async () => exit !== undefined || (await accepts(socketPath)),
    READY_SECONDS,
  );
  if (ready && !exit && child.pid) return { socketPath, port, pid: child.pid, exited, stop };

  await stop();
  if (exit?.code === LOCKED) throw inUse(datadir);
  const output = (await readFile(logFile)).subarray(logStart).toString();
  throw explainFailure(output, { port, datadir });
}

/**
 * A server that was killed leaves its socket and the socket's lock file behind. The next one refuses
 * to start when the pid in there belongs to some other process by now.
 */
const REMOVE_OLD_SOCKET_AND_RUN = 'rm -f "$0" "$0.lock"; exec "$@"';

const SERVER_OPTIONS = [
  "--character-set-server=utf8mb4",
  "--collation-server=utf8mb4_0900_ai_ci",
  "--default-time-zone=+00:00",
  "--skip-name-resolve",
  "--skip-log-bin",
  "--performance-schema=OFF",
  "--mysqlx=OFF",
  "--secure-file-priv=NULL", // no reading or writing of files by SQL
  "--innodb-adaptive-hash-index=ON", // off by default since 8.4; halves the cost of short reads
  "--loose-innodb-redo-log-capacity=64M", // on disk for each stack; the option came with 8.0.30
];

/** A commit reaches the operating system, but not necessarily the disk. */
const THROWAWAY_OPTIONS = ["--innodb-flush-log-at-trx-commit=2"];

/** Run by the server at each start, before it takes connections. One statement a line. */
const INIT_SQL = `\
CREATE DATABASE IF NOT EXISTS ${LOCAL_DATABASE.name} CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci;
CREATE USER IF NOT EXISTS '${LOCAL_DATABASE.username}'@'%' IDENTIFIED BY '${LOCAL_DATABASE.password}';
GRANT ALL ON \`${LOCAL_DATABASE.name}\`.* TO '${LOCAL_DATABASE.username}'@'%';
GRANT ALL ON \`${LOCAL_DATABASE.name}\\_%\`.* TO '${LOCAL_DATABASE.username}'@'%';
`;

async function accepts(socketPath: string) {
  try {
    const { username: user, password } = LOCAL_DATABASE;
    const connection = await createConnection({ socketPath, user, password });
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

/** The lock file names the last server on this datadir and who started it; both may be long gone. */
async function stopOrphan(lock: string, datadir: string) {
  const [pid, starter] = (await readFile(lock, "utf8").catch(() => "")).split(" ").map(Number);
  const server = pid ? describeProcess(pid) : undefined;
  if (!pid || !server) return;

  const isEnding = server.command === "";
  if (isEnding) await until(() => !describeProcess(pid), STOP_SECONDS);
  // The pid may belong to some other program by now.
  else if (!server.command.includes(`--datadir=${datadir} `)) return;
  else if (server.parent === starter) throw inUse(datadir);
  else await terminate(pid, STOP_SECONDS);
}

const inUse = (datadir: string) =>
  new Problem(
    `Another stack is running with the database in ${datadir}.\n` +
      "Stop it, or give this one its own: set DATA_DIR to another folder and PORT_BASE to another number.",
  );

async function requireFreePort(port: number) {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject);
      probe.listen({ port, host: "127.0.0.1", exclusive: true }, resolve);
    });
  } catch {
    throw portTaken(port);
  }
  await new Promise((resolve) => probe.close(resolve));
}

const SOCKET_NAME = "mysql.sock";
/** macOS' limit for the path of a Unix socket, in bytes; Linux has 107. */
const LONGEST_SOCKET_PATH = 103;

/** The datadir, which is closed to other users; when its path is too long, a folder like it with a short one. */
async function socketFolder(datadir: string) {
  if (Buffer.byteLength(join(datadir, SOCKET_NAME)) <= LONGEST_SOCKET_PATH) return datadir;

  const hash = createHash("sha256").update(datadir).digest("hex").slice(0, 16);
  const folder = join(tmpdir(), `os2-${hash}`);
  await mkdir(folder, { mode: 0o700 }).catch(() => {});
  const { uid, mode } = await lstat(folder);
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0)
    throw new Problem(
      `${folder} must belong to you and be closed to others (mode 700). Remove it.`,
    );
  return folder;
}
