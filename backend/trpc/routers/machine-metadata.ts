import { z } from "zod";

const MAX_BYTES = 8 * 1024;
const MAX_DEPTH = 10;

/** What MySQL takes as JSON as well: not too deep, and without halves of surrogate pairs. */
function isStorable(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value === "string") return !/\p{Cs}/u.test(value);
  if (typeof value !== "object" || value === null) return true;
  return (
    depth > 0 &&
    Object.entries(value).every(([key, child]) => isStorable(key) && isStorable(child, depth - 1))
  );
}

/** What a provider wants to remember of a machine: a JSON object of at most 8 KiB. */
export const machineMetadata = z
  .record(z.string(), z.unknown())
  .refine((metadata) => isStorable(metadata), {
    error: `Please nest at most ${MAX_DEPTH} levels of well-formed text.`,
    abort: true,
  })
  .refine(
    (metadata) => new TextEncoder().encode(JSON.stringify(metadata)).length <= MAX_BYTES,
    "Please use at most 8 KiB.",
  );
