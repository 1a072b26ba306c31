import { spawnSync } from "node:child_process";
import { Problem } from "./setup/step.mjs";

/**
 * What of a lockfile could bring in something else tomorrow than today: a package without the hash of its
 * content, or from anywhere but the registry.
 */
export function unpinned(lockfile: string): string[] {
  const [, packages = ""] = /^packages:\n([\s\S]*?)(?=^\S|$(?![\s\S]))/m.exec(lockfile) ?? [];
  const entries = packages.split(/^ {2}(?=\S)/m).filter((entry) => /^\s+resolution:/m.test(entry));
  return entries
    .filter((entry) => !/^\s+resolution: \{integrity: sha512-[\w+/]{86}==\}$/m.test(entry))
    .map((entry) => entry.split("\n")[0] ?? "");
}

/** How many packages a lockfile pins. */
export const countPinned = (lockfile: string) =>
  (lockfile.match(/^\s+resolution: \{integrity: sha512-/gm) ?? []).length;

/**
 * Asks the registry for advisories on what is shipped.
 * @returns whether it could say: not every registry knows of any.
 * @throws {Problem} with pnpm's table when there is one of high severity.
 */
export function checkAdvisories(): boolean {
  const { status, stdout, stderr } = spawnSync(
    "npx",
    ["-y", "pnpm@12.21.0", "audit", "--prod", "--audit-level=high"],
    { encoding: "utf8" },
  );
  if (/ERR_PNPM_AUDIT_(BAD_RESPONSE|ENDPOINT_NOT_EXISTS)/.test(stdout + stderr)) return false;
  if (status !== 0) throw new Problem(stdout + stderr);
  return true;
}
