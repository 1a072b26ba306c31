import { randomUUID } from "node:crypto";
import { z } from "zod";

/**
 * The HTTP protocol of @planetscale/database, whose client is its only description:
 * https://github.com/planetscale/database-js/blob/main/src/index.ts
 */

export const CREATE_SESSION_PATH = "/psdb.v1alpha1.Database/CreateSession";
export const EXECUTE_PATH = "/psdb.v1alpha1.Database/Execute";

/** A client sends its session back as it got it; what else is in there is nothing to us. */
const session = z.object({
  vitessSession: z.object({
    SessionUUID: z.string().regex(/^[\w-]{1,64}$/),
    inTransaction: z.boolean().optional(),
  }),
});

export const createSessionRequest = z.object({ session: session.nullish() });
export const executeRequest = z.object({ query: z.string(), session: session.nullish() });

const SIGNATURE = "bG9jYWwgZ2F0ZXdheTogbm90aGluZyBpcyBzaWduZWQ=";

export function sessionJson(id: string, inTransaction: boolean) {
  return (
    `{"signature":"${SIGNATURE}","vitessSession":{"autocommit":true,"targetString":"@primary",` +
    `"options":{"includedFields":"ALL","clientFoundRows":true},"DDLStrategy":"direct",` +
    `"SessionUUID":"${id}","enableSystemSettings":true${inTransaction ? ',"inTransaction":true' : ""}}}`
  );
}

/**
 * UUIDs that no two gateways share, or a restarted one would take another's transactions for its own.
 * Counted up within one, as randomness for each of them has its price.
 */
export function sessionIds() {
  const start = randomUUID().slice(0, -12);
  let count = 0;
  return () => start + (++count).toString(16).padStart(12, "0");
}

/** The header that the driver makes of the name and the password in its `url`. */
export function basicAuthentication(url: string) {
  const { username, password } = new URL(url);
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
}
