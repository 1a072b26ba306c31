import { symmetricDecrypt } from "better-auth/crypto";
import { env } from "./client.ts";

/** What a token column holds, in plain text. */
export const decryptStored = (data: string) =>
  symmetricDecrypt({ key: env.BETTER_AUTH_SECRET, data });
