import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { keys } from "./keys.ts";

// Providers' tokens as they lie in the database: the way Better Auth writes its own (`encryptOAuthTokens`).

const key = keys.config;

export const encryptToken = (data: string | null | undefined) =>
  data ? symmetricEncrypt({ key, data }) : null;

export const decryptToken = (data: string) => symmetricDecrypt({ key, data });
