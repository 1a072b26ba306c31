import { DatabaseError } from "@planetscale/database";
import { DrizzleQueryError } from "drizzle-orm";
import { ZodError } from "zod";
import { currentRecord } from "./request-record.ts";

// Everything that is logged is one line of JSON, which Cloudflare takes apart into fields to search by.
// No token, cookie, code or payload may reach it: whoever reads logs is not whoever may sign in as anybody.

type Level = "info" | "warn" | "error";

/** @param message always the same words for the same thing; what differs goes into `fields`. */
export function log(level: Level, message: string, fields: Record<string, unknown> = {}) {
  const time = new Date().toISOString();
  const line = JSON.stringify({ time, level, message, requestId: currentRecord()?.id, ...fields });
  console[level](line.replace(LINE_END, escaped));
}

/** JSON leaves these as they are, and some programs end a line at them: Miniflare is one. */
const LINE_END = /[\u0085\u2028\u2029]/g;
const escaped = (character: string) =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** For what should not have happened: its kind, where, and what caused it. */
export function logError(message: string, error: unknown, fields: Record<string, unknown> = {}) {
  log("error", message, { ...fields, error: describe(error) });
}

/**
 * Logs Better Auth's messages, mostly of failed round trips; its unexpected errors are thrown (see api.ts).
 * Details other than an error are left out, since states and whole requests are among them. So is the text
 * after a colon, which quotes values.
 */
export function logAuth(_level: string, message: string, ...details: unknown[]) {
  const error = details.find((detail) => detail instanceof Error);
  log("warn", "Better Auth", {
    detail: message.slice(0, 200).replace(/:.*/s, ""),
    ...(error && { error: describe(error) }),
  });
}

interface Description {
  name: string;
  message?: string;
  stack?: string[];
  cause?: Description;
}

const MAX_CAUSES = 5;
const MAX_FRAMES = 15;

function describe(error: unknown, depth = 1): Description {
  if (!(error instanceof Error)) return { name: typeof error };
  return {
    name: error.name,
    message: harmlessMessage(error)?.slice(0, 1000),
    // Without its head, which repeats the message.
    stack: error.stack
      ?.split("\n")
      .filter((line) => /^\s+at /.test(line))
      .slice(0, MAX_FRAMES)
      .map((line) => line.trim()),
    ...(error.cause !== undefined &&
      depth < MAX_CAUSES && { cause: describe(error.cause, depth + 1) }),
  };
}

/** What an error says, without the values of users and statements that some put into it. */
function harmlessMessage(error: Error): string | undefined {
  // Drizzle adds the parameters, a session's token among them.
  if (error instanceof DrizzleQueryError) return error.query;
  // MySQL quotes values, Vitess adds the statement with its parameters.
  if (error instanceof DatabaseError)
    return /\(errno \d+\) \(sqlstate \w+\)/.exec(error.message)?.[0] ?? `status ${error.status}`;
  // JSON.parse quotes what it could not read.
  if (error instanceof SyntaxError) return undefined;
  if (error instanceof ZodError)
    return error.issues.map(({ path, code }) => `${path.join(".")} ${code}`).join(", ");
  return error.message;
}
