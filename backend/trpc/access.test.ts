import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import type { Browser } from "../../dev/testing/client.ts";
import { call, proceduresOf } from "../../dev/testing/procedures.ts";
import { CALLERS, createPeople, createWorld, type World } from "../../dev/testing/world.ts";
import { OTHER_USER, PAGE_USER_HEADER } from "../http/page-user.ts";
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

const rowOf = (path: string) => {
  const row = PROCEDURES[path];
  if (!row) throw new Error(`${path} has no row in procedure-table.ts.`);
  return row;
};

/** What each caller is told, asking in a way of the test's. */
async function outcomes(path: string, ask: (browser: Browser, input: object) => Promise<unknown>) {
  const row = rowOf(path);
  const told = await Promise.all(
    CALLERS.map(async (caller) => {
      const world = await worldFor(row, shared);
      const input = (await row.input?.(world, caller)) ?? {};
      const answer = await ask(world.people[caller].browser, input);
      return [caller, answerSchema.parse(answer)] as const;
    }),
  );
  return Object.fromEntries(told);
}

it.each([...procedures])("%s is for those whom the table names", async (path, kind) => {
  const told = await outcomes(path, async (browser, input) =>
    (await call(browser, path, kind, input)).json(),
  );
  expect(told).toEqual(rowOf(path).access);
});

/** As a page does, which asks for its viewer first: what is known of the viewer authorizes the rest. */
async function callAfterViewer(browser: Browser, path: string, input: object) {
  const inputs = encodeURIComponent(JSON.stringify({ 1: input }));
  const response = await browser.fetch(`/api/trpc/user.me,${path}?batch=1&input=${inputs}`);
  return z.tuple([z.unknown(), z.unknown()]).parse(await response.json())[1];
}

const reads = [...procedures].filter(([, kind]) => kind === "query").map(([path]) => path);

it.each(reads)("%s is for the same where the viewer was asked for first", async (path) => {
  const told = await outcomes(path, (browser, input) => callAfterViewer(browser, path, input));
  expect(told).toEqual(rowOf(path).access);
});

it.each(["organization.get", "instance.get", "machine.list"])(
  "%s answers the same where the viewer was asked for first",
  async (path) => {
    const { browser } = shared.people.member;
    const alone = await call(browser, path, "query", shared.scope);
    const answer = await callAfterViewer(browser, path, shared.scope);
    expect(answer).toEqual(await alone.json());
  },
);

/** The page of the tab next to it, whose person has signed out meanwhile. */
const pageOfOther = { [PAGE_USER_HEADER]: "usr_somebody_else" };

/** The input that every level asks for. No procedure that asks for more is reached. */
const anyInput = () => ({ ...shared.scope, userId: "usr_nobody", invitationId: "inv_none" });

const withoutSession = (path: string) => rowOf(path).access.owner === "UNAUTHORIZED";

it.each([...procedures].filter(([path]) => !withoutSession(path)))(
  "%s is refused to the page of another person",
  async (path, kind) => {
    const { browser, email } = shared.people.owner;
    const answer = await call(browser, path, kind, anyInput(), pageOfOther);
    expect(answer.status).toBe(409);
    expect(refusalSchema.parse(await answer.json()).error).toMatchObject({
      message: expect.stringContaining(`You are signed in as ${email}`),
      data: { reason: OTHER_USER },
    });
  },
);

const refusalSchema = z.object({
  error: z.object({ message: z.string(), data: z.object({ reason: z.string() }) }),
});

it("answers a person's own page", async () => {
  const { browser, id } = shared.people.owner;
  const ownPage = { [PAGE_USER_HEADER]: id };
  const name = { name: "Olga Owner" };
  const answer = await call(browser, "user.updateProfile", "mutation", name, ownPage);
  expect(answer.status).toBe(200);
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
