/** How far the sender's clock may be off, and so how long a recorded request could be played again. */
const MAX_AGE_S = 300;

const SCHEME = "v0";
const SIGNATURE = new RegExp(`^${SCHEME}=([0-9a-f]{64})$`);
const TIMESTAMP = /^\d{1,12}$/;

export function importSigningKey(signingSecret: string): Promise<CryptoKey> {
  const secret = new TextEncoder().encode(signingSecret);
  return crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, [
    "verify",
  ]);
}

/**
 * Whether Slack signed this body not long ago.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 * @param nowMs the present time, as Date.now() gives it.
 */
export async function isSignedBySlack(
  key: CryptoKey,
  headers: Headers,
  body: string,
  nowMs: number,
): Promise<boolean> {
  const timestamp = headers.get("x-slack-request-timestamp") ?? "";
  const hex = SIGNATURE.exec(headers.get("x-slack-signature") ?? "")?.[1];
  if (!hex || !TIMESTAMP.test(timestamp)) return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > MAX_AGE_S) return false;
  const signed = new TextEncoder().encode(`${SCHEME}:${timestamp}:${body}`);
  // Compares in constant time.
  return crypto.subtle.verify("HMAC", key, bytesOfHex(hex), signed);
}

/** A short name for a body, the same for each delivery of it. */
export async function fingerprint(body: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const bytesOfHex = (hex: string) =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
