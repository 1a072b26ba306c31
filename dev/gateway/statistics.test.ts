import { expect, test } from "vitest";
import { Statistics } from "./statistics.ts";

test("the last 1,000 statements are kept, numbered from 1", () => {
  const statistics = new Statistics();
  for (let number = 1; number <= 1_003; number += 1) statistics.recordStatement(`select ${number}`);
  const kept = statistics.since(0);
  expect(kept).toHaveLength(1_000);
  expect(kept[0]).toEqual({ number: 4, sql: "select 4" });
  expect(kept[999]).toEqual({ number: 1_003, sql: "select 1003" });
  expect(statistics.since(1_002)).toEqual([{ number: 1_003, sql: "select 1003" }]);
  expect(statistics.since(1_003)).toEqual([]);
  expect(statistics.since(5_000)).toEqual([]);
});

test("a long statement is kept in part", () => {
  const statistics = new Statistics();
  statistics.recordStatement("x".repeat(20_000));
  expect(statistics.since(0)[0]?.sql).toBe(`${"x".repeat(10_000)}…`);
});
