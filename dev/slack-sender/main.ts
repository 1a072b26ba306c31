import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { EnvError, localAppEnv, localStack } from "../../env.ts";
import { eventCallback, everydayEvent, INNER_EVENTS, type InnerEventType } from "./events.ts";
import { sendEvent } from "./send.ts";

// pnpm slack:send: posts signed Slack events to a stack, the local one unless --url names another.

const USAGE = `Usage: pnpm slack:send --team T0123 [options]

  --team ID         the workspace's team id (or --enterprise ID, or both)
  --count N         how many events (1)
  --rate N          how many a second (10)
  --type TYPE       ${Object.keys(INNER_EVENTS).join(", ")}; a mix of everyday ones if left out
  --duplicates N    sends each event N times more, as Slack's retries (0)
  --url URL         the stack's public URL; signed with SLACK_SIGNING_SECRET of the environment`;

class UsageError extends Error {}

const whole = z.coerce.number("must be a number").int("must be a whole number");

const optionsSchema = z
  .object({
    team: z.string().optional(),
    enterprise: z.string().optional(),
    count: whole.min(1).default(1),
    rate: z.coerce.number("must be a number").positive("must be more than 0").default(10),
    type: z
      .string()
      .refine((type): type is InnerEventType => type in INNER_EVENTS, "is not one of those below")
      .optional(),
    duplicates: whole.min(0).max(3, "must be at most 3, as Slack's retries are").default(0),
    url: z.url("must be a URL").optional(),
  })
  .refine(({ team, enterprise }) => team ?? enterprise, "Name a --team or an --enterprise.");

try {
  const failures = await sendAll(readOptions());
  process.exit(failures > 0 ? 1 : 0);
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof EnvError)) throw error;
  console.error(error.message);
  process.exit(2);
}

/** @returns how many were not accepted. */
async function sendAll(options: z.infer<typeof optionsSchema>) {
  const { count, rate, type, duplicates } = options;
  const env = localAppEnv(localStack());
  const target = {
    url: options.url ?? env.VITE_PUBLIC_URL,
    signingSecret: env.SLACK_SIGNING_SECRET,
  };
  const workspace = { team_id: options.team ?? null, enterprise_id: options.enterprise ?? null };

  const answers = new Map<string, number>();
  const tally = (answer: string) => answers.set(answer, (answers.get(answer) ?? 0) + 1);
  const post = async (number: number) => {
    const event = type
      ? eventCallback(workspace, INNER_EVENTS[type](`Event ${number}`))
      : everydayEvent(workspace, number);
    for (let retry = 0; retry <= duplicates; retry++)
      await sendEvent(target, event, retry ? { number: retry, reason: "http_timeout" } : undefined)
        .then(async (response) => {
          await response.text();
          tally(String(response.status));
        })
        .catch((error: unknown) => tally(error instanceof Error ? error.message : String(error)));
  };

  const start = performance.now();
  const posts: Promise<void>[] = [];
  for (let number = 0; number < count; number++) {
    // (Node warns of a time that is past already.)
    await delay(Math.max(0, start + (number * 1000) / rate - performance.now()));
    posts.push(post(number));
  }
  await Promise.all(posts);

  const seconds = (performance.now() - start) / 1000;
  const summary = Array.from(answers, ([answer, times]) => `${times} × ${answer}`).join(", ");
  console.log(
    `${count} ${count === 1 ? "event" : "events"} to ${target.url} in ${seconds.toFixed(1)} s: ${summary}`,
  );
  return Array.from(answers).reduce((sum, [answer, n]) => (answer === "200" ? sum : sum + n), 0);
}

function readOptions() {
  const text = { type: "string" } as const;
  const names = ["team", "enterprise", "count", "rate", "type", "duplicates", "url"];
  try {
    const { values } = parseArgs({ options: Object.fromEntries(names.map((n) => [n, text])) });
    const result = optionsSchema.safeParse(values);
    if (result.success) return result.data;
    const problems = result.error.issues.map(({ path, message }) =>
      path.length > 0 ? `--${path.join(".")} ${message}` : message,
    );
    throw new UsageError([...problems, "", USAGE].join("\n"));
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${error.message}\n\n${USAGE}`);
    throw error;
  }
}
