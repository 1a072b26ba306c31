import { createHmac } from "node:crypto";
import { constantTimeEqual } from "better-auth/crypto";

/** How far the sender's clock may be off, and so how long a recorded request could be played again. */
const MAX_AGE_S = 300;

const SCHEME = "v0";
const SIGNATURE = new RegExp(`^${SCHEME}=([0-9a-f]{64})$`);
const TIMESTAMP = /^\d{1,12}$/;

/**
 * Whether Slack signed this body not long ago.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 * @param nowMs the present time, as Date.now() gives it.
 */
export function isSignedBySlack(
  signingSecret: string,
  headers: Headers,
  body: Uint8Array,
  nowMs: number,
): boolean {
  const timestamp = headers.get("x-slack-request-timestamp") ?? "";
  const signature = SIGNATURE.exec(headers.get("x-slack-signature") ?? "")?.[1];
  if (!signature || !TIMESTAMP.test(timestamp)) return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > MAX_AGE_S) return false;
  // In two steps: put together with its timestamp, a large body would be in memory twice.
  const hmac = createHmac("sha256", signingSecret).update(`${SCHEME}:${timestamp}:`).update(body);
  return constantTimeEqual(hmac.digest("hex"), signature);
}

/** A short name for a body, the same for each delivery of it. */
export async function fingerprint(body: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
