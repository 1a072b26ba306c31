import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { machineEnv } from "../../env.ts";

/** Every executable file of that name, in the order of the search path. */
export function executables(name: string, folders = searchPath()): string[] {
  return folders.map((folder) => join(folder, name)).filter(isExecutable);
}

/** The folders of PATH. Relative ones are left out: what they hold depends on where we stand. */
export function searchPath(path = machineEnv().path): string[] {
  return path.split(delimiter).filter(isAbsolute);
}

function isExecutable(file: string) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Where downloads live that all checkouts share. https://specifications.freedesktop.org/basedir-spec */
export function cacheDir({ cacheHome } = machineEnv()): string {
  const base = cacheHome && isAbsolute(cacheHome) ? cacheHome : join(homedir(), ".cache");
  return join(base, "os2");
}

export function isDebian(): boolean {
  try {
    return /^ID="?debian"?$/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

export const isRoot = () => process.getuid?.() === 0;
