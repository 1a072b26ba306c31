import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { checkAdvisories, countPinned, unpinned } from "./audit.ts";
import { command } from "./command.ts";
import { Problem } from "./setup/step.mjs";

// pnpm audit:dependencies [--advisories-required]   the latter for where the registry is known to have them

const { values } = parseArgs({
  options: { "advisories-required": { type: "boolean", default: false } },
});

await command(async () => {
  const lockfile = await readFile("pnpm-lock.yaml", "utf8");
  const loose = unpinned(lockfile);
  if (loose.length > 0) throw new Problem(`Not pinned by their content:\n${loose.join("\n")}`);
  console.log(`${countPinned(lockfile)} packages, each pinned by its content.`);

  const asked = checkAdvisories();
  if (!asked && values["advisories-required"])
    throw new Problem("This registry could not be asked for advisories.");
  console.log(
    asked
      ? "No advisory of high severity on what is shipped."
      : "This registry could not be asked for advisories: the nightly workflow asks one that has them.",
  );
});
