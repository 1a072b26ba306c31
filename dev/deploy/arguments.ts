import { parseArgs } from "node:util";
import { Problem } from "../setup/step.mjs";

/** alchemy's name for this project. */
export const APP = "os2";

/**
 * The arguments of alchemy.run.ts, from a script of package.json or from alchemy's own command line.
 * alchemy reads its own once more from process.argv; they are named here so that a mistyped one is refused.
 *
 * @throws {Problem} saying what to do instead.
 */
export function readArguments(args = process.argv.slice(2)) {
  const { values } = parse(args);
  // `alchemy destroy`: it ends with status 0 also when it failed.
  if (values.destroy)
    throw new Problem(
      "alchemy's --destroy reports success even when something is left. " +
        `Take a stage down with: pnpm run destroy --stage ${values.stage ?? "STAGE"}`,
    );
  // `alchemy run`, or another project's name: alchemy would look only, but what is around it here migrates the database.
  if (values.read || (values.app !== undefined && values.app !== APP))
    throw new Problem(
      "There is no read-only run. See what is deployed with: pnpm exec alchemy state tree --stage STAGE",
    );
  // `alchemy dev`, and `alchemy deploy --watch`
  if (values.watch)
    throw new Problem(
      values.dev
        ? "alchemy starts the workers alone. Start the database, Google and Slack with them: bin/dev (or pnpm dev)"
        : "A deploy does not watch files: each one migrates the database. Leave --watch out.",
    );
  return values;
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowNegative: true,
      options: {
        dev: { type: "boolean", default: false },
        /** Writes the wrangler.jsonc that `vite build` reads, and stops. */
        "config-only": { type: "boolean", default: false },
        stage: { type: "string" },
        down: { type: "boolean", default: false },
        /** --no-build uploads what is in dist/ already. */
        build: { type: "boolean", default: true },

        // alchemy's
        /** Takes over workers that its state does not know. */
        adopt: { type: "boolean", default: false },
        app: { type: "string" },
        destroy: { type: "boolean", default: false },
        "erase-secrets": { type: "boolean" },
        force: { type: "boolean" },
        profile: { type: "string" },
        quiet: { type: "boolean" },
        read: { type: "boolean" },
        "root-dir": { type: "string" },
        "state-arg": { type: "string" },
        "state-cmd": { type: "string" },
        "telemetry-ref": { type: "string" },
        "telemetry-session-id": { type: "string" },
        watch: { type: "boolean" },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Problem(error.message);
  }
}
