import { DatabaseError } from "@planetscale/database";
import { DrizzleQueryError } from "drizzle-orm";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { log, logAuth, logError } from "./log.ts";

const SECRET = "a-session-token-that-nobody-may-read";

const written = (level: "info" | "warn" | "error") =>
  vi.spyOn(console, level).mockImplementation(() => {});

afterEach(() => vi.restoreAllMocks());

/** What is logged of an error, as text. */
function textOf(error: unknown) {
  const spy = written("error");
  logError("something", error);
  return String(spy.mock.lastCall?.[0]);
}

function thrown(work: () => unknown) {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown.");
}

describe("an error in the log", () => {
  it("has its kind, where it happened and what caused it", () => {
    const text = textOf(new TypeError("Two plus two is five.", { cause: new Error("Hubris.") }));
    expect(JSON.parse(text)).toMatchObject({
      level: "error",
      message: "something",
      error: {
        name: "TypeError",
        message: "Two plus two is five.",
        stack: expect.arrayContaining([expect.stringContaining("log.test.ts")]),
        cause: { name: "Error", message: "Hubris." },
      },
    });
  });

  it.each([
    [
      "of a statement",
      new DrizzleQueryError("select `id` from `session` where `token` = ?", [SECRET]),
    ],
    [
      "of MySQL",
      new DatabaseError(
        `target: os2.-.primary: Duplicate entry '${SECRET}' for key 'session.token' (errno 1062) (sqlstate 23000) (CallerID: x): Sql: "insert", BindVars: {v1: "${SECRET}"}`,
        400,
        { code: "UNKNOWN", message: "" },
      ),
    ],
    ["of a text that is no JSON", thrown(() => JSON.parse(`{"token": ${SECRET}}`))],
    [
      "of a value that does not fit",
      thrown(() => z.object({ n: z.number() }).parse({ n: SECRET })),
    ],
    ["that is no error at all", { token: SECRET }],
  ])("%s has none of the values", (_, error) => {
    expect(textOf(error)).not.toContain(SECRET);
    expect(textOf(new Error("outside", { cause: error }))).not.toContain(SECRET);
  });

  it("of a statement has the statement, and MySQL's number", () => {
    const cause = new DatabaseError("x (errno 1054) (sqlstate 42S22)", 400, {
      code: "UNKNOWN",
      message: "",
    });
    const text = textOf(new DrizzleQueryError("select `nothing`", [SECRET], cause));
    expect(text).toContain("select `nothing`");
    expect(text).toContain("errno 1054");
  });

  it("that is its own cause has an end", () => {
    const error = new Error("again");
    error.cause = error;
    expect(textOf(error).length).toBeLessThan(20_000);
  });
});

it("a line is one line, whatever is in it", () => {
  const spy = written("info");
  const fields = { text: 'two\nlines", "level": "error" \r\u0085\u2028\u2029' };
  log("info", "something", fields);
  const line = String(spy.mock.lastCall?.[0]);
  expect(line).not.toMatch(/[\n\r\u0085\u2028\u2029]/);
  expect(JSON.parse(line)).toMatchObject(fields);
});

it("what Better Auth adds to its messages is left out", () => {
  const spy = written("warn");
  logAuth("error", "Failed to parse state", { state: SECRET }, new Error("State mismatch"));
  const text = String(spy.mock.lastCall?.[0]);
  expect(text).toContain("State mismatch");
  expect(text).not.toContain(SECRET);
  logAuth("error", `Invalid callbackURL: https://example.com/?code=${SECRET}`);
  const quoted = String(spy.mock.lastCall?.[0]);
  expect(quoted).toContain("Invalid callbackURL");
  expect(quoted).not.toContain(SECRET);
});
