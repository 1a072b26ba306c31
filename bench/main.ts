import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { Parts } from "../dev/parts.ts";
import { Problem } from "../dev/setup/step.mjs";
import { EnvError, localStack } from "../env.ts";
import { PARTS } from "./parts.ts";
import { markdown, overview, type Result, summarize } from "./report.ts";
import { startStack } from "./stack.ts";

// bin/bench: measures what is compared side by side in one run, and prints medians with their spread.
// JSON and Markdown of the run go to bench/results.

const RESULTS = "bench/results";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "4" },
    minutes: { type: "string", default: "10" },
    profile: { type: "boolean", default: false },
  },
});

const parts = new Parts();
let failed = false;
try {
  const usual = Object.keys(PARTS).filter((name) => !PARTS[name]?.lasts);
  const names = positionals.length > 0 ? positionals : usual;
  const chosen = names.map((name) => {
    const part = PARTS[name];
    if (!part)
      throw new Problem(`There is no part "${name}". There are: ${Object.keys(PARTS).join(", ")}.`);
    return { name, part };
  });
  const rounds = positive("rounds", values.rounds);
  const seconds = positive("seconds", values.seconds);
  const minutes = positive("minutes", values.minutes);

  const dataDir = path.resolve(localStack().dataDir, "bench");
  const bench = await startStack(parts, dataDir, { rounds, seconds, minutes });
  await mkdir(RESULTS, { recursive: true });
  const run = path.join(RESULTS, new Date().toISOString().replace(/[:.]/g, "-"));

  const results: Result[] = [];
  for (const { name, part } of chosen) {
    console.log(`${name} …`);
    const measure = () => part.measure(bench);
    if (values.profile) {
      const profile = await bench.inspector.profile("app", measure);
      await writeFile(`${run}-${name}.cpuprofile`, JSON.stringify(profile));
      console.log(`Profile: ${run}-${name}.cpuprofile`);
      continue;
    }
    const rows = [];
    const calls = part.once ? 1 : rounds;
    try {
      for (let call = 0; call < calls; call++) rows.push(...(await measure()));
    } catch (error) {
      // What else was asked for is measured all the same.
      console.error(`${name} could not be measured:`, error);
      failed = true;
      continue;
    }
    const result = summarize(name, part.title, rows, part.targets);
    results.push(result);
    console.log(`\n${markdown([result])}\n`);
  }

  if (results.length > 0) {
    const machine = `${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, Node ${process.versions.node}`;
    const setting = `${rounds} rounds of ${seconds} s on ${machine}. Medians (lowest–highest).`;
    await writeFile(`${run}.json`, JSON.stringify({ setting, results }, null, 2));
    const report = `# Benchmark\n\n${setting}\n\n${overview(results)}\n\n${markdown(results)}\n`;
    await writeFile(`${run}.md`, report);
    console.log(`\n${overview(results)}\n`);
    console.log(`Written to ${run}.md and .json`);
  }
} catch (error) {
  console.error(error instanceof Problem || error instanceof EnvError ? error.message : error);
  failed = true;
}
await parts.stop();
process.exit(failed ? 1 : 0);

function positive(name: string, value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new Problem(`--${name} must be a number above 0, not "${value}".`);
  return number;
}
