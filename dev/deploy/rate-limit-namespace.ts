import { createHash } from "node:crypto";

/**
 * The namespace of one of a stage's rate limits. Cloudflare has one counter for each in the whole account, so
 * that stages with the same one would count each other's visitors.
 * https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/
 */
export const rateLimitNamespace = (stage: string, number: number) =>
  (createHash("sha256").update(stage).digest().readUInt32BE() % 10_000_000) * 100 + number;
