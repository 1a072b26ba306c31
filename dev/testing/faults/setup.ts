import type { TestProject } from "vitest/node";
import { startFaultStack } from "./stack.ts";

/** One stack for all tests of faults, which they find under the usual names: it is theirs alone. */
export default async function setup(project: TestProject) {
  const { portBase, dataDir, control, stop } = await startFaultStack("faults");
  project.config.env = { ...project.config.env, PORT_BASE: portBase, DATA_DIR: dataDir };
  project.provide("faultControl", control);
  return stop;
}

declare module "vitest" {
  interface ProvidedContext {
    faultControl: number;
  }
}
