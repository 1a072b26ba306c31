import { glob, readFile } from "node:fs/promises";
import path from "node:path";
import { isNotNull } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { env, signIn } from "../../dev/testing/client.ts";
import { database } from "../../dev/testing/database.ts";
import { LOG_DIR, logLine, ourLines } from "../../dev/testing/logs.ts";
import { decryptStored } from "../../dev/testing/tokens.ts";
import { account, event, session, user, verification } from "../db/schema.ts";

// What the stack has logged while all tests used it, beside what nobody may read there. The database
// still has what was given out: each session's token, each provider's tokens, each event.

let logs: { file: string; text: string }[] = [];
/** Whatever could be a token, an id or an address of the logs, with the line it stands in. */
const words = new Map<string, string>();

beforeAll(async () => {
  await signIn();
  for await (const file of glob("**/*.log", { cwd: LOG_DIR }))
    logs.push({ file, text: await readFile(path.join(LOG_DIR, file), "utf8") });
  for (const { text } of logs)
    for (const line of text.split("\n"))
      for (const [word] of line.matchAll(/[\w-]{12,}|[\w.+-]+@[\w.-]+/g)) words.set(word, line);
});

/** Those of the secrets that stand in a log, with their line. */
const found = (secrets: (string | null | undefined)[]) =>
  secrets.flatMap((secret) => {
    const line = secret && words.get(secret);
    return line ? [{ secret, line }] : [];
  });

const findTexts = (texts: string[]) =>
  texts.filter((text) => logs.some((log) => log.text.includes(text)));

describe("the log", () => {
  it("has a line for each request, with all that is known of it", async () => {
    const requestLine = logLine.extend({
      time: z.iso.datetime(),
      requestId: z.string(),
      method: z.string(),
      route: z.string().startsWith("/"),
      status: z.number().int(),
      ms: z.number().nonnegative(),
      statements: z.number().int().nonnegative(),
      userId: z.string().startsWith("usr_").optional(),
      organizationId: z.string().startsWith("org_").optional(),
    });
    const { text } = logs.find(({ file }) => file === "workers.log") ?? { text: "" };
    const lines = ourLines(text).filter(({ message }) => message === "request");
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) requestLine.parse(line);
    expect(lines.filter(({ status }) => status === 500)).toEqual([]);
  });

  it("has none of the secrets of the environment", () => {
    const password = new URL(env.PSCALE_DATABASE_URL).password;
    const secrets = [
      env.BETTER_AUTH_SECRET,
      env.GOOGLE_CLIENT_SECRET,
      env.SLACK_CLIENT_SECRET,
      env.SLACK_SIGNING_SECRET,
      env.SERVICE_AUTH_TOKEN,
      `:${password}@`,
    ];
    expect(findTexts(secrets)).toEqual([]);
  });

  it("has no session's token", async () => {
    const tokens = await database.select({ token: session.token }).from(session);
    expect(tokens.length).toBeGreaterThan(0);
    expect(found(tokens.map(({ token }) => token))).toEqual([]);
  });

  it("has no state of a round trip, and none of the tokens that one ended with", async () => {
    const states = await database
      .select({ identifier: verification.identifier })
      .from(verification);
    expect(found(states.map(({ identifier }) => identifier.split(":").at(-1)))).toEqual([]);

    const rows = await database
      .select({ access: account.accessToken, refresh: account.refreshToken, id: account.idToken })
      .from(account)
      .where(isNotNull(account.accessToken));
    const stored = rows.flatMap(Object.values).filter((token) => typeof token === "string");
    const plain = await Promise.all(stored.map((token) => decryptStored(token).catch(() => token)));
    expect(found([...stored, ...plain])).toEqual([]);
  });

  it("has nobody's address", async () => {
    const users = await database.select({ email: user.email }).from(user);
    expect(users.length).toBeGreaterThan(0);
    expect(found(users.map(({ email }) => email))).toEqual([]);
  });

  it("has nothing of what people wrote in Slack", async () => {
    const said = z.object({ event: z.object({ text: z.string().min(8) }) });
    const events = await database.select({ payload: event.payload }).from(event).limit(2000);
    const texts = events.flatMap(({ payload }) => said.safeParse(payload).data?.event.text ?? []);
    expect(findTexts([...new Set(texts)].slice(0, 200))).toEqual([]);
  });

  it("has no cookie, no header that signs anybody in and no query", () => {
    const patterns = [
      /session_(token|data)=/,
      /better-auth\.\w+["']?\s*[:=]/,
      /set-cookie/i,
      /bearer\s+\w/i,
      /xox[abeprs]-/,
      /v0=[0-9a-f]{64}/,
      /[?&](code|state|token|input)=/,
    ];
    const lines = logs.flatMap(({ text }) => text.split("\n"));
    expect(lines.filter((line) => patterns.some((pattern) => pattern.test(line)))).toEqual([]);
  });
});
