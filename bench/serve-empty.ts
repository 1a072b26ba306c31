import { parseArgs } from "node:util";
import { z } from "zod";
import { localStack } from "../env.ts";
import { serve, stackWorkers } from "../dev/workers.ts";

// What dev/serve.ts serves, with an app that does nothing: what it takes to start the platform alone.

const { values } = parseArgs({ options: { build: { type: "string" }, state: { type: "string" } } });
const { build: buildDir, state } = z.object({ build: z.string(), state: z.string() }).parse(values);

const EMPTY = `
  import { DurableObject } from "cloudflare:workers";
  export class OrganizationWebSocket extends DurableObject {}
  export default { fetch: () => new Response("ok") };
`;

const stack = localStack();
const workers = await stackWorkers({ buildDir, stack });
const modules = [{ type: "ESModule" as const, path: "index.js", contents: EMPTY }];
await serve(
  workers.map((worker) =>
    worker.name === "app" ? { ...worker, modules, modulesRoot: "/" } : worker,
  ),
  { stack, state },
);
