import { parseArgs } from "node:util";
import { z } from "zod";
import { localStack } from "../../../env.ts";
import { serve, stackWorkers } from "../../workers.ts";

// What dev/serve.ts serves, with the edge proxy's way to the app leading through an address.
//
//   node dev/testing/faults/serve.ts --build FOLDER --state FOLDER --app PORT

const { values } = parseArgs({
  options: { build: { type: "string" }, state: { type: "string" }, app: { type: "string" } },
});
const options = z.object({ build: z.string(), state: z.string(), app: z.string() }).parse(values);

const stack = localStack();
const [edge, ...others] = await stackWorkers({ buildDir: options.build, stack });
if (!edge) throw new Error("A stack has an edge proxy.");
const APP = { external: { address: `127.0.0.1:${options.app}`, http: {} } };
await serve([{ ...edge, serviceBindings: { APP } }, ...others], { stack, state: options.state });
