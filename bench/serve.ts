import path from "node:path";
import { parseArgs } from "node:util";
import type { WorkerOptions } from "miniflare";
import { z } from "zod";
import { localAppEnv, localStack } from "../env.ts";
import { builtModules, bundled, direct, serve, stackWorkers } from "../dev/workers.ts";
import { benchPorts } from "./ports.ts";

// What dev/serve.ts serves, and beside it the floors: what the platform takes for the same without us.
// They exist here alone. Each stands behind an edge proxy like the real one.

const { values } = parseArgs({ options: { build: { type: "string" }, state: { type: "string" } } });
const { build: buildDir, state } = z.object({ build: z.string(), state: z.string() }).parse(values);

const stack = localStack();
const ports = benchPorts(stack);
const workers = await stackWorkers({ buildDir, stack });

const [edge, app] = workers;
if (!edge || !app) throw new Error("A stack has an edge proxy and an app.");
const { compatibilityDate, compatibilityFlags, assets } = app;
// With the app's static files and their routing: here that is a worker of Miniflare's in front of each,
// which takes longer than many a request. At Cloudflare it is the platform's, whoever is behind it.
const platform = { compatibilityDate, compatibilityFlags, assets };

/** A worker on a port, and an edge proxy before it on another. */
function behindEdge(name: string, port: number, edgePort: number, worker: WorkerOptions) {
  return [
    {
      ...worker,
      ...platform,
      name,
      bindings: localAppEnv(stack),
      unsafeDirectSockets: direct(port),
    },
    {
      ...edge,
      name: `${name}-edge`,
      serviceBindings: { APP: name },
      unsafeDirectSockets: direct(edgePort),
    },
  ];
}

await serve(
  [
    ...workers,
    ...behindEdge("floor", ports.floor, ports.floorEdge, await bundled("bench/floor/worker.ts")),
    ...behindEdge(
      "bare-page",
      ports.barePage,
      ports.barePageEdge,
      await builtModules(path.join(path.dirname(buildDir), "bare-page/server")),
    ),
  ],
  { stack, state, inspectorPort: ports.inspector },
);
