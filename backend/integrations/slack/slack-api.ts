import { z } from "zod";
import { PROVIDER_TIMEOUT_MS } from "../../auth/provider-calls.ts";
import { env } from "../../env.ts";

export const SLACK_URL = env.SLACK_EMULATOR_URL ?? "https://slack.com";

const answerSchema = z.looseObject({ ok: z.boolean(), error: z.string().optional() });

/** Slack understood, and said no. */
export class SlackRefusal extends Error {
  override name = "SlackRefusal";
  /** Slack's reason: `invalid_code`, `token_revoked`, … */
  readonly reason: string;
  constructor(method: string, reason: string) {
    super(`Slack answered ${method} with ${reason}.`);
    this.reason = reason;
  }
}

/**
 * Calls a method of Slack's Web API: https://docs.slack.dev/apis/web-api/. (The client libraries that
 * run in workerd wait for an answer for ever.)
 * @throws {SlackRefusal}; anything else when Slack can't be asked, or answers what is no answer.
 */
export async function callSlack(
  method: string,
  { token, ...params }: Record<string, string> & { token?: string },
) {
  const response = await fetch(`${SLACK_URL}/api/${method}`, {
    method: "POST",
    headers: token ? { authorization: `Bearer ${token}` } : {},
    body: new URLSearchParams(params),
    signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS),
  });
  const answer = answerSchema.parse(await response.json());
  if (!answer.ok) throw new SlackRefusal(method, answer.error ?? "unknown_error");
  return answer;
}
