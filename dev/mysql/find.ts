import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDir, executables, isDebian, searchPath } from "../setup/machine.ts";
import { Problem, step } from "../setup/step.mjs";

/** How to run a MySQL server: `command`, then `args`, then the options of one's own. */
export type MysqlProgram = { command: string; args: string[]; version: string };

/** Folders where packages put mysqld although not everybody has them on PATH. */
const MORE_FOLDERS = ["/usr/sbin", "/usr/local/mysql/bin"];

const OLDEST_MAJOR = 8;

/** The first usable server: the system's own, else the one that `installMysql` has unpacked. */
export function findMysql(
  options: { folders?: string[]; cache?: string } = {},
): MysqlProgram | undefined {
  const { folders = [...searchPath(), ...MORE_FOLDERS], cache = cacheDir() } = options;
  const programs = [
    ...executables("mysqld", folders).map((command) => ({ command, args: ["--no-defaults"] })),
    ...unpackedServer(unpackedFolder(cache)),
  ];
  for (const program of programs) {
    const version = mysqlVersion(program);
    if (version) return { ...program, version };
  }
  return undefined;
}

/**
 * Unpacks a private server into the cache folder; the system stays as it is.
 *
 * @throws {Problem} where there is no Debian to take it from, or when unpacking fails.
 */
export async function installMysql(): Promise<MysqlProgram> {
  const ways = [
    "Install one and run the command again:",
    "  macOS:   brew install mysql",
    "  Ubuntu:  sudo apt-get install mysql-server-core-8.0",
  ].join("\n");

  if (!isDebian())
    throw new Problem(
      `No MySQL server of version 8 or newer was found (MariaDB will not do).\n${ways}`,
    );

  const script = fileURLToPath(new URL("unpack.sh", import.meta.url));
  await step("MySQL server (unpacked from Debian's packages)", "sh", [
    script,
    unpackedFolder(cacheDir()),
  ]);
  const program = findMysql();
  if (!program)
    throw new Problem(
      `MySQL was unpacked to ${unpackedFolder(cacheDir())}, but it does not run.\n${ways}`,
    );
  return program;
}

const unpackedFolder = (cache: string) => join(cache, "mysql");

/** The unpacked server is built against a newer C library than the system's, so its own loader starts it. */
function unpackedServer(folder: string) {
  return ["x86_64-linux-gnu/ld-linux-x86-64.so.2", "aarch64-linux-gnu/ld-linux-aarch64.so.1"]
    .map((path) => join(folder, "usr/lib", path))
    .filter(existsSync)
    .map((loader) => ({
      command: loader,
      args: [
        "--library-path",
        join(loader, ".."),
        join(folder, "usr/sbin/mysqld"),
        "--no-defaults",
        `--basedir=${join(folder, "usr")}`,
        `--lc-messages-dir=${join(folder, "usr/share/mysql")}`,
      ],
    }));
}

/** @returns the version when it is MySQL (or Percona's) and new enough; MariaDB installs itself as mysqld, too. */
function mysqlVersion({ command, args }: { command: string; args: string[] }) {
  let answer: string;
  try {
    answer = execFileSync(command, [...args, "--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return undefined;
  }
  const version = /\bVer (\d+\.\d+\.\d+)/.exec(answer)?.[1];
  if (!version || /mariadb/i.test(answer) || Number.parseInt(version) < OLDEST_MAJOR)
    return undefined;
  return version;
}
