import { DatabaseError } from "@planetscale/database";
import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, it } from "vitest";
import { OUTAGE_TEXTS } from "../../dev/testing/faults/outages.ts";
import { isDatabaseUnavailable } from "./helpers.ts";

/** As PlanetScale reports what MySQL or a tablet refuses. */
const refused = (text: string) =>
  new DatabaseError(`target: os2.-.primary: vttablet: rpc error: ${text}`, 400, {
    code: "UNKNOWN",
    message: text,
  });
const failedQuery = (cause: Error) => new DrizzleQueryError("select 1", [], cause);

describe("a database is away", () => {
  it.each(OUTAGE_TEXTS)("saying: %s", (text) => {
    expect(isDatabaseUnavailable(failedQuery(refused(text)))).toBe(true);
  });

  it("when it says so by its code alone", () => {
    const error = new DatabaseError("closed", 400, { code: "UNAVAILABLE", message: "closed" });
    expect(isDatabaseUnavailable(failedQuery(error))).toBe(true);
  });

  it("when the driver can't read what it says", () => {
    expect(isDatabaseUnavailable(failedQuery(new SyntaxError("Unexpected token")))).toBe(true);
  });
});

it.each([
  "code = AlreadyExists desc = Duplicate entry (errno 1062) (sqlstate 23000)",
  "code = Aborted desc = Deadlock found when trying to get lock (errno 1213) (sqlstate 40001)",
  "code = Aborted desc = Row count exceeded 100000",
  "code = DeadlineExceeded desc = Lock wait timeout exceeded; try restarting transaction (errno 1205) (sqlstate HY000)",
  "code = ResourceExhausted desc = Got a packet bigger than 'max_allowed_packet' bytes (errno 1153) (sqlstate 08S01)",
  "code = FailedPrecondition desc = Cannot delete or update a parent row (errno 1451) (sqlstate 23000)",
  "code = Unknown desc = Statement aborted because lock(s) could not be acquired immediately and NOWAIT is set. (errno 3572) (sqlstate HY000)",
])("is there when saying: %s", (text) => {
  expect(isDatabaseUnavailable(failedQuery(refused(text)))).toBe(false);
});

it("is not blamed for an error of our own", () => {
  expect(isDatabaseUnavailable(new SyntaxError("Unexpected token"))).toBe(false);
});
