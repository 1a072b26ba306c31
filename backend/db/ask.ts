import type { Config } from "@planetscale/database";
import { countStatement } from "../log/request-record.ts";
import { isOutage } from "./outages.ts";

type Fetch = NonNullable<Config["fetch"]>;
type Request = NonNullable<Parameters<Fetch>[1]>;
type Answer = Awaited<ReturnType<Fetch>>;

/** The database could not be asked: refused, cut off, too slow, or what came back is no answer. */
export class DatabaseUnavailable extends Error {
  override name = "DatabaseUnavailable";
}

/** By then the other side has ended the transaction, or will by itself; nobody should wait for that. */
const ROLLBACK_TIMEOUT_MS = 1_000;

// A request of the driver: `{"query":"…","session":…}`. Only what is part of a transaction has a session.
// A union begins with a parenthesis.
const READ = /^\{"query":"[\s(]*select\b.*"session":null\}$/is;
const ROLLBACK = /^\{"query":"rollback"/i;
const AROUND_TRANSACTION = /^\{"query":"(begin|commit|rollback)"/i;

/**
 * How the driver sends a statement. A read outside of transactions that failed, without having been too
 * slow, or that met an outage is sent once more; nothing else ever is, since it may have been carried out.
 * @param timeoutMs how long a statement may take, both attempts together.
 * @throws {DatabaseUnavailable}
 */
export const askDatabase =
  (timeoutMs: number): Fetch =>
  async (url, init) => {
    const limitMs = ROLLBACK.test(init?.body ?? "") ? ROLLBACK_TIMEOUT_MS : timeoutMs;
    const signal = AbortSignal.timeout(limitMs);
    const attempt = () => {
      if (!AROUND_TRANSACTION.test(init?.body ?? "")) countStatement();
      return ask(url, { ...init, signal });
    };
    try {
      if (!READ.test(init?.body ?? "")) return await attempt();
      const answer = await attempt().catch((error: unknown) => {
        if (signal.aborted) throw error;
      });
      return answer && !(await reportsOutage(answer)) ? answer : await attempt();
    } catch (cause) {
      throw new DatabaseUnavailable("The database could not be asked.", { cause });
    }
  };

async function ask(url: string, init: Partial<Request> & { signal: AbortSignal }): Promise<Answer> {
  const response = await fetch(url, init);
  const { ok, status, statusText, headers } = response;
  const text = await response.text();
  if (status >= 500 || (ok && !isAnswer(text)))
    throw new Error(`It answered ${status} with ${text.length} characters.`);
  return { ok, status, statusText, headers, text: async () => text };
}

/** An error is named without reading all of the answer: values of rows are written in base64. */
async function reportsOutage(answer: Answer) {
  const text = await answer.text();
  return text.includes('"error":') && isOutage(text);
}

/**
 * Whether a text is what the protocol says, as far as can be told without reading it, which the driver
 * does. Without this an empty answer would pass for a statement that was carried out, and without the
 * session the rest of a transaction would run outside of it.
 */
const isAnswer = (text: string) =>
  text.startsWith("{") && text.trimEnd().endsWith("}") && text.includes('"session"');
