import { describe, expect, it } from "vitest";
import { signatureHeaders } from "../../../dev/slack-sender/send.ts";
import { isSignedBySlack } from "./slack-utils.ts";

// The example of https://docs.slack.dev/authentication/verifying-requests-from-slack
const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const TIMESTAMP = "1531420618";
const NOW_MS = Number(TIMESTAMP) * 1000;
const SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
const BODY =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V" +
  "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=" +
  "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
  "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

function accepts(changes: {
  timestamp?: string | undefined;
  signature?: string | undefined;
  body?: string;
  nowMs?: number;
}) {
  const { timestamp, signature, body, nowMs } = {
    timestamp: TIMESTAMP,
    signature: SIGNATURE,
    body: BODY,
    nowMs: NOW_MS,
    ...changes,
  };
  const headers = new Headers();
  if (timestamp !== undefined) headers.set("x-slack-request-timestamp", timestamp);
  if (signature !== undefined) headers.set("x-slack-signature", signature);
  return isSignedBySlack(SECRET, headers, new TextEncoder().encode(body), nowMs);
}

/** Signed with the right secret, so that only the timestamp can be what is wrong. */
const signedAt = (timestamp: string) => ({
  timestamp,
  signature: signatureHeaders(BODY, SECRET, timestamp)["x-slack-signature"],
});

describe("Slack's signature", () => {
  it("is accepted in Slack's own example", () => {
    expect(accepts({})).toBe(true);
  });

  it("is accepted up to five minutes early or late", () => {
    for (const seconds of [-300, 0, 300])
      expect(accepts({ nowMs: NOW_MS + seconds * 1000 }), `${seconds} s`).toBe(true);
    for (const seconds of [-301, 301, 86_400])
      expect(accepts({ nowMs: NOW_MS + seconds * 1000 }), `${seconds} s`).toBe(false);
  });

  it.each([
    ["no signature", { signature: undefined }],
    ["an empty signature", { signature: "" }],
    ["another signature", { signature: SIGNATURE.replace("a2114d", "a2114e") }],
    ["another scheme", { signature: SIGNATURE.replace("v0", "v1") }],
    ["a cut signature", { signature: SIGNATURE.slice(0, -2) }],
    ["a longer signature", { signature: `${SIGNATURE}00` }],
    ["another body", { body: `${BODY}&text=x` }],
    ["an empty body", { body: "" }],
    ["no timestamp", { timestamp: undefined }],
    ["another timestamp", { timestamp: String(Number(TIMESTAMP) + 1) }],
  ])("is refused with %s", (_, changes) => {
    expect(accepts(changes)).toBe(false);
  });

  it.each([
    "NaN",
    "",
    "Infinity",
    "1531420618.5",
    "-1531420618",
    "+1531420618",
    "1.531420618e9",
    "0x5b47",
  ])("is refused with the timestamp %j, however well it is signed", (timestamp) => {
    expect(accepts(signedAt(timestamp))).toBe(false);
  });
});
