import { parseArgs } from "node:util";
import { grantAdmin } from "../backend/db/grant-admin.ts";
import { command, withDatabase } from "./command.ts";
import { Problem } from "./setup/step.mjs";

// pnpm admin:grant EMAIL [--stage prd]    makes somebody a platform admin

await command(async () => {
  const { values, positionals } = parseArgs({
    options: { stage: { type: "string" } },
    allowPositionals: true,
  });
  const [email] = positionals;
  if (!email || positionals.length > 1)
    throw new Problem("Usage: pnpm admin:grant EMAIL [--stage prd]");
  const outcome = await withDatabase(values.stage, "readwriter", (connection) =>
    grantAdmin(connection, email),
  );
  if (outcome === "unknown")
    throw new Problem(`Nobody has signed in as ${email} yet. Ask them to, then run this again.`);
  if (outcome === "unverified")
    throw new Problem(`${email} is not verified: anybody may have signed in with that address.`);
  console.log(
    outcome === "granted"
      ? `${email} is a platform admin now.`
      : `${email} has been a platform admin already.`,
  );
});
