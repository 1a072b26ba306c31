import path from "node:path";
import { parseArgs } from "node:util";
import type { WorkerOptions } from "miniflare";
import { z } from "zod";
import { localStack } from "../env.ts";
import { builtModules, serve, stackWorkers } from "../dev/workers.ts";

// What dev/serve.ts serves, with an app that starts empty and loads the real one's modules when it is
// asked for /api/load: that is its start, apart from the platform's.

const { values } = parseArgs({ options: { build: { type: "string" }, state: { type: "string" } } });
const { build: buildDir, state } = z.object({ build: z.string(), state: z.string() }).parse(values);

const ENTRY = `
  import { DurableObject } from "cloudflare:workers";
  export class OrganizationWebSocket extends DurableObject {}
  export default {
    async fetch(request) {
      if (new URL(request.url).pathname === "/api/load") await import("./index.js");
      return new Response("ok");
    },
  };
`;

const stack = localStack();
const server = path.join(buildDir, "server");
const { modules, ...roots } = await builtModules(server);
const entry = { type: "ESModule" as const, path: path.join(server, "entry.js"), contents: ENTRY };
const unloaded = { ...roots, modules: [entry, ...modules] };
const replaced = (worker: WorkerOptions): WorkerOptions =>
  worker.name === "app" ? { ...worker, ...unloaded } : worker;
await serve((await stackWorkers({ buildDir, stack })).map(replaced), { stack, state });
