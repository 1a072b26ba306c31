import { parseArgs } from "node:util";
import { z } from "zod";
import { localStack } from "../env.ts";
import { serve, stackWorkers } from "./workers.ts";

// Serves the production build in workerd. Started by bin/start.
//
//   node dev/serve.ts --build FOLDER --state FOLDER

const { values } = parseArgs({ options: { build: { type: "string" }, state: { type: "string" } } });
const { build: buildDir, state } = z.object({ build: z.string(), state: z.string() }).parse(values);

const stack = localStack();
await serve(await stackWorkers({ buildDir, stack }), { stack, state });
