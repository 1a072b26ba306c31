import { cp, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { step } from "./setup/step.mjs";

/**
 * Builds the app worker for production.
 * @param into a folder to put the result into besides `dist/`, so that the next build does not take the
 * files away from a running stack.
 */
export async function build(into?: string) {
  await step("Worker configuration", process.execPath, [
    "alchemy.run.ts",
    "--dev",
    "--config-only",
  ]);
  await step("Production build", "vite", ["build"]);
  if (!into) return;
  await rm(into, { recursive: true, force: true });
  await mkdir(path.dirname(into), { recursive: true });
  await cp("dist", into, { recursive: true });
}
