import { symmetricDecrypt } from "better-auth/crypto";
import { keyRing } from "../../backend/utils/key-ring.ts";
import { env } from "./client.ts";

/** What a token column holds, in plain text. */
export const decryptStored = (data: string) =>
  symmetricDecrypt({ key: keyRing(env.BETTER_AUTH_SECRET).config, data });
