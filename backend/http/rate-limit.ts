import { bindings } from "../env.ts";
import { note } from "../log/request-record.ts";
import { networkOf } from "./network.ts";
import { RATE_LIMITS, type RateLimitName } from "./rate-limits.ts";

export const TOO_MANY = "That was a lot at once. Please wait a moment and try again.";

/** Counts one more. @returns whether it still is within the limit. */
export async function isWithinLimit(name: RateLimitName, key: string): Promise<boolean> {
  const { success } = await bindings[name].limit({ key });
  if (!success) note(`over ${name}`);
  return success;
}

/**
 * Counts one more from the address of a request. Cloudflare puts that into every request, whatever the
 * client sent; only on a developer's machine there may be none, and nothing to limit.
 * @returns the answer to one that is too many, outside of tRPC. `message` is where Better Auth's client looks.
 */
export async function refusalOfAddress(
  name: RateLimitName,
  headers: Headers,
): Promise<Response | undefined> {
  const address = headers.get("cf-connecting-ip");
  if (!address || (await isWithinLimit(name, networkOf(address)))) return undefined;
  return Response.json(
    { error: TOO_MANY, message: TOO_MANY, code: "TOO_MANY_REQUESTS" },
    { status: 429, headers: { "retry-after": String(RATE_LIMITS[name].periodS) } },
  );
}
