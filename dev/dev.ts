import { rm } from "node:fs/promises";
import path from "node:path";
import { EnvError } from "../env.ts";
import { startChild } from "./child.ts";
import { Parts } from "./parts.ts";
import { until } from "./mysql/process.ts";
import { Problem } from "./setup/step.mjs";
import { startStandIns } from "./stand-ins.ts";

// bin/dev: both workers from source with live reload, as alchemy.run.ts wires them, over the local stand-ins.

const READY_SECONDS = 120;

const parts = new Parts();
try {
  const { stack, env, dataDir } = await startStandIns(parts, { demoData: true });
  // What a crash left there would send the edge proxy to an app that is gone.
  for (const leftover of ["registry", "pids"])
    await rm(path.join(dataDir, "alchemy", leftover), { recursive: true, force: true });
  await parts.start(() =>
    startChild({
      name: "alchemy",
      command: [process.execPath, path.resolve("alchemy.run.ts"), "--dev"],
      logDir: path.join(dataDir, "logs"),
      ready: /^workers ready/,
      show: true,
    }),
  );
  // The first request compiles the app. Then the edge proxy has to find it.
  for (const url of [`http://127.0.0.1:${stack.ports.app}`, env.VITE_PUBLIC_URL])
    if (!(await until(() => answers(`${url}/login`), READY_SECONDS)))
      throw new Problem(`${url} does not answer. See ${dataDir}/logs/alchemy.log`);
  console.log(`ready ${env.VITE_PUBLIC_URL}`);
} catch (error) {
  console.error(error instanceof Problem || error instanceof EnvError ? error.message : error);
  await parts.stop();
  process.exit(1);
}

async function answers(url: string) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
