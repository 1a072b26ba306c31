import { parseArgs } from "node:util";
import { deployment } from "../env.ts";
import { command } from "./command.ts";
import { addresses, examine, report } from "./deploy/doctor.ts";
import { Problem } from "./setup/step.mjs";

// pnpm run doctor --stage prd    looks at settings and accounts before a deploy, and changes nothing

await command(async () => {
  const { values } = parseArgs({
    options: { stage: { type: "string" }, adopt: { type: "boolean", default: false } },
  });
  const target = deployment(values.stage, { takeDown: false });
  const fine = await report(examine(target, { adopt: values.adopt }));
  console.log(`\n${addresses(target.appEnv("https://not-known-yet.invalid").VITE_PUBLIC_URL)}\n`);
  if (!fine) throw new Problem(`The stage ${target.stage} can't be deployed yet.`);
  console.log(`Nothing is in the way: pnpm run deploy --stage ${target.stage}`);
});
