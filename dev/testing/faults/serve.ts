import { parseArgs } from "node:util";
import type { WorkerOptions } from "miniflare";
import { z } from "zod";
import { localStack } from "../../../env.ts";
import { bundled, direct, serve, stackWorkers } from "../../workers.ts";

// What dev/serve.ts serves, with the edge proxy's way to the app leading through an address, and with
// Durable Objects that can be told to fail.
//
//   node dev/testing/faults/serve.ts --build FOLDER --state FOLDER --app PORT --rooms PORT

const { values } = parseArgs({
  options: {
    build: { type: "string" },
    state: { type: "string" },
    app: { type: "string" },
    rooms: { type: "string" },
  },
});
const options = z
  .object({ build: z.string(), state: z.string(), app: z.string(), rooms: z.coerce.number() })
  .parse(values);

const stack = localStack();
const [edge, app, ...others] = await stackWorkers({ buildDir: options.build, stack });
if (!edge || !app) throw new Error("A stack has an edge proxy and an app.");
const { compatibilityDate, compatibilityFlags } = app;
const APP = { external: { address: `127.0.0.1:${options.app}`, http: {} } };
const ROOM = { className: "Room", useSQLite: true };
const workers: WorkerOptions[] = [
  { ...edge, serviceBindings: { APP } },
  { ...app, durableObjects: { ORGANIZATION_WEBSOCKET: { ...ROOM, scriptName: "rooms" } } },
  {
    ...(await bundled("dev/testing/faults/rooms.ts")),
    name: "rooms",
    compatibilityDate,
    compatibilityFlags,
    durableObjects: { ROOM },
    unsafeDirectSockets: direct(options.rooms),
  },
  ...others,
];
await serve(workers, { stack, state: options.state });
