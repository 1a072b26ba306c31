import { env as bindings } from "cloudflare:workers";
import { parseAppEnv } from "../env.ts";

/** The validated environment. An unusable one stops the worker from starting, and so a deploy from going through. */
export const env = parseAppEnv(bindings);

export { bindings };
