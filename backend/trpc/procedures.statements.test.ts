import { beforeAll, expect, it } from "vitest";
import { call, proceduresOf } from "../../dev/testing/procedures.ts";
import { countStatements } from "../../dev/testing/statements.ts";
import { createPeople, createWorld, type World } from "../../dev/testing/world.ts";
import { allowedCaller, PROCEDURES, worldFor } from "./procedure-table.ts";
import { appRouter } from "./root.ts";

let shared: World;
beforeAll(async () => {
  shared = await createWorld(await createPeople());
});

const callable = [...proceduresOf(appRouter)].flatMap(([path, kind]) => {
  const row = PROCEDURES[path];
  const caller = row && allowedCaller(row);
  return caller ? [{ path, kind, row, caller }] : [];
});

it.each(callable)(
  "$path runs as many statements as the table says",
  async ({ path, kind, row, caller }) => {
    const world = await worldFor(row, shared);
    const input = (await row.input?.(world, caller)) ?? {};
    const { browser } = world.people[caller];
    const statements = await countStatements(async () => {
      const response = await call(browser, path, kind, input);
      expect(response.status, path).toBe(200);
      await response.text();
    });
    expect(statements).toBe(row.statements);
  },
);

it("is at most two for a read, and four for a change that is made often", () => {
  const tooMany = callable.filter(
    ({ kind, row }) => !row.rare && row.statements > (kind === "query" ? 2 : 4),
  );
  expect(tooMany).toEqual([]);
});

it("authorizes once for a batch of five reads in one scope", async () => {
  const { scope, people } = shared;
  const paths = ["get", "members", "invitations", "auditLog", "list"].map((name) =>
    name === "list" ? "instance.list" : `organization.${name}`,
  );
  const input = JSON.stringify(Object.fromEntries(paths.map((_, i) => [i, scope])));
  const statements = await countStatements(async () => {
    const response = await people.member.browser.fetch(
      `/api/trpc/${paths.join(",")}?batch=1&input=${encodeURIComponent(input)}`,
    );
    expect(response.status).toBe(200);
    await response.text();
  });
  // The authorization, and one each: get has all it needs from it.
  expect(statements).toBe(5);
});

it("authorizes with what it knows of the viewer, where that was asked for first", async () => {
  const { scope, people } = shared;
  const input = encodeURIComponent(JSON.stringify({ 1: scope, 2: scope }));
  const statements = await countStatements(async () => {
    const response = await people.member.browser.fetch(
      `/api/trpc/user.me,organization.get,machine.list?batch=1&input=${input}`,
    );
    expect(response.status).toBe(200);
    await response.text();
  });
  expect(statements).toBe(2);
});

it("asks the database the same for what is missing and for what is somebody else's", async () => {
  const { scope, people } = shared;
  const { browser } = people.outsider;
  const places = [
    scope,
    { ...scope, organizationSlug: "no-such-organization" },
    { ...scope, instanceSlug: "no-such-instance" },
  ];
  for (const path of ["organization.get", "machine.list"])
    for (const place of places) {
      // So that the time of an answer does not tell them apart either.
      const statements = await countStatements(async () => {
        const response = await call(browser, path, "query", place);
        expect(response.status).toBe(404);
        await response.text();
      });
      expect(statements, `${path} ${JSON.stringify(place)}`).toBe(1);
    }
});
