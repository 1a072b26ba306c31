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
  const { env, dataDir } = await startStandIns(parts, { demoData: true });
  await parts.start(() =>
    startChild({
      name: "alchemy",
      command: [process.execPath, path.resolve("alchemy.run.ts"), "--dev"],
      logDir: path.join(dataDir, "logs"),
      ready: /^workers ready/,
      show: true,
    }),
  );
  // The first request compiles the app.
  const ready = await until(() => answers(`${env.VITE_PUBLIC_URL}/login`), READY_SECONDS);
  if (!ready)
    throw new Problem(`${env.VITE_PUBLIC_URL} does not answer. See ${dataDir}/logs/alchemy.log`);
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
