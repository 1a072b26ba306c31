import { DatabaseError } from "@planetscale/database";
import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, it } from "vitest";
import { isDatabaseUnavailable } from "./helpers.ts";

/** As PlanetScale reports what MySQL or a tablet refuses. */
const refused = (text: string) =>
  new DatabaseError(`target: os2.-.primary: vttablet: rpc error: ${text}`, 400, {
    code: "UNKNOWN",
    message: text,
  });
const failedQuery = (cause: Error) => new DrizzleQueryError("select 1", [], cause);

describe("a database is away", () => {
  it.each([
    "code = Unavailable desc = Server shutdown in progress (errno 1053) (sqlstate 08S01)",
    "code = Aborted desc = transaction 17: ended at 2026-01-01 (exceeded timeout: 20s)",
    "code = Aborted desc = transaction 17: not found",
  ])("saying: %s", (text) => {
    expect(isDatabaseUnavailable(failedQuery(refused(text)))).toBe(true);
  });

  it("when the driver can't read what it says", () => {
    expect(isDatabaseUnavailable(failedQuery(new SyntaxError("Unexpected token")))).toBe(true);
  });
});

it.each([
  "code = AlreadyExists desc = Duplicate entry (errno 1062) (sqlstate 23000)",
  "code = Aborted desc = Deadlock found when trying to get lock (errno 1213) (sqlstate 40001)",
])("is there when saying: %s", (text) => {
  expect(isDatabaseUnavailable(failedQuery(refused(text)))).toBe(false);
});

it("is not blamed for an error of our own", () => {
  expect(isDatabaseUnavailable(new SyntaxError("Unexpected token"))).toBe(false);
});
