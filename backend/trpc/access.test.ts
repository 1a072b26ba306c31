import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { call, proceduresOf } from "../../dev/testing/procedures.ts";
import { CALLERS, createPeople, createWorld, type World } from "../../dev/testing/world.ts";
import { PROCEDURES, worldFor } from "./procedure-table.ts";
import { appRouter } from "./root.ts";

// Every procedure × everybody whose rights are told apart, over HTTP.

const procedures = proceduresOf(appRouter);

const answerSchema = z.union([
  z.object({ result: z.unknown() }).transform(() => "OK"),
  z
    .object({ error: z.object({ data: z.object({ code: z.string() }) }) })
    .transform(({ error }) => error.data.code),
]);

let shared: World;
beforeAll(async () => {
  shared = await createWorld(await createPeople());
});

it("is decided for every procedure", () => {
  expect(Object.keys(PROCEDURES).toSorted()).toEqual([...procedures.keys()].toSorted());
});

describe.each([...procedures])("%s", (path, kind) => {
  it("is for those whom the table names", async () => {
    const row = PROCEDURES[path];
    if (!row) throw new Error(`${path} has no row in procedure-table.ts.`);
    const outcomes = await Promise.all(
      CALLERS.map(async (caller) => {
        const world = await worldFor(row, shared);
        const input = (await row.input?.(world, caller)) ?? {};
        const response = await call(world.people[caller].browser, path, kind, input);
        return [caller, answerSchema.parse(await response.json())] as const;
      }),
    );
    expect(Object.fromEntries(outcomes)).toEqual(row.access);
  });
});

it("says the same of what does not exist and of what is somebody else's", async () => {
  for (const [path, kind] of procedures) {
    const row = PROCEDURES[path];
    if (row?.access.outsider !== "NOT_FOUND") continue;
    const world = await worldFor(row, shared);
    const { browser } = world.people.outsider;
    const input = { ...(await row.input?.(world, "outsider")) };
    const foreign = await call(browser, path, kind, input);
    const missing = await call(browser, path, kind, { ...input, organizationSlug: "no-such-one" });
    expect(foreign.status, path).toBe(404);
    expect(await foreign.text(), path).toBe(await missing.text());
  }
});
