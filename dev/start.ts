import path from "node:path";
import { parseArgs } from "node:util";
import { EnvError } from "../env.ts";
import { build } from "./build.ts";
import { startChild } from "./child.ts";
import { Parts } from "./parts.ts";
import { Problem } from "./setup/step.mjs";
import { startStandIns } from "./stand-ins.ts";

// bin/start: the production build of both workers in workerd, over the local stand-ins.

const { values } = parseArgs({
  options: {
    empty: { type: "boolean", default: false },
    throwaway: { type: "boolean" },
    // The benchmark serves workers of its own beside these.
    serve: { type: "string", default: "dev/serve.ts" },
  },
});

const parts = new Parts();
try {
  const { env, dataDir } = await startStandIns(parts, {
    demoData: !values.empty,
    throwaway: values.throwaway,
  });
  const buildDir = path.join(dataDir, "build");
  await build(buildDir);
  await parts.start(() =>
    startChild({
      name: "workers",
      command: [
        process.execPath,
        path.resolve(values.serve),
        `--build=${buildDir}`,
        `--state=${path.join(dataDir, "workers")}`,
      ],
      logDir: path.join(dataDir, "logs"),
      ready: /^workers ready/,
      show: true,
    }),
  );
  console.log(`ready ${env.VITE_PUBLIC_URL}`);
} catch (error) {
  console.error(error instanceof Problem || error instanceof EnvError ? error.message : error);
  await parts.stop();
  process.exit(1);
}
