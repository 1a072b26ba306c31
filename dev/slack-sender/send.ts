import { createHmac } from "node:crypto";

const PATH = "/api/integrations/slack";

/** Why Slack sends something again, and how often it has before. */
export interface Retry {
  number: number;
  reason: "http_timeout" | "http_error";
}

export interface SlackTarget {
  /** The stack's public URL. */
  url: string;
  signingSecret: string;
}

/** The headers with which Slack signs a body. */
export function signatureHeaders(
  body: string | Uint8Array,
  signingSecret: string,
  timestamp: number | string = Math.floor(Date.now() / 1000),
) {
  const hmac = createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(body);
  return {
    "x-slack-request-timestamp": String(timestamp),
    "x-slack-signature": `v0=${hmac.digest("hex")}`,
  };
}

/** Posts an event as Slack does. */
export function sendEvent(target: SlackTarget, event: unknown, retry?: Retry): Promise<Response> {
  const body = JSON.stringify(event);
  return fetch(`${target.url}${PATH}/webhook`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      ...signatureHeaders(body, target.signingSecret),
      ...(retry && {
        "x-slack-retry-num": String(retry.number),
        "x-slack-retry-reason": retry.reason,
      }),
    },
    body,
  });
}

/** Posts a form as Slack does for interactions and slash commands. */
export function sendForm(
  target: SlackTarget,
  path: "interactive" | "commands",
  fields: Record<string, string>,
): Promise<Response> {
  const body = new URLSearchParams(fields).toString();
  return fetch(`${target.url}${PATH}/${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...signatureHeaders(body, target.signingSecret),
    },
    body,
  });
}
