import { env } from "../env.ts";
import { keyRing } from "../utils/key-ring.ts";

export const keys = keyRing(env.BETTER_AUTH_SECRET, env.BETTER_AUTH_PREVIOUS_SECRETS);
