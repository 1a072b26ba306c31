/** The part of bin/setup that runs once the packages are there. */
import { parseArgs } from "node:util";
import { findMysql, installMysql } from "../mysql/find.ts";
import { findChromium, installChromium } from "./chromium.ts";
import { Problem } from "./step.mjs";

async function main() {
  const { browser } = readOptions();
  const ready = [`Node ${process.versions.node}`];

  const mysql = findMysql() ?? (await installMysql());
  ready.push(`MySQL ${mysql.version}`);

  if (browser) {
    const chromium = findChromium() ?? (await installChromium());
    ready.push(`Chromium (${chromium})`);
  }
  console.log(`Set up: ${ready.join(", ")}`);
}

function readOptions() {
  try {
    const { values } = parseArgs({ options: { "no-browser": { type: "boolean" } } });
    return { browser: !values["no-browser"] };
  } catch (error) {
    throw new Problem(
      `${error instanceof Error ? error.message : String(error)}\nUsage: bin/setup [--no-browser]`,
    );
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Problem ? `\n${error.message}` : error);
  process.exitCode = 1;
});
