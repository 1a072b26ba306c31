import { afterEach, expect, inject, it } from "vitest";
import { z } from "zod";
import { Browser, uniqueEmail } from "../dev/testing/client.ts";
import { countRows } from "../dev/testing/database.ts";
import { faultsAt, type FaultyPart } from "../dev/testing/faults/control.ts";
import type { Fault } from "../dev/testing/faults/proxy.ts";

// What everybody does, with everything that can happen to it happening at each step once.

const faults = faultsAt(inject("faultControl"));
afterEach(async () => {
  for (const part of ["database", "app"] as const) await faults.mend(part);
});

interface Case {
  part: FaultyPart;
  kind: Fault["kind"];
  status: number;
}
const CASES: Case[] = [
  { part: "database", kind: "refuse", status: 503 },
  { part: "database", kind: "hang", status: 503 },
  { part: "database", kind: "cut-answer", status: 503 },
  { part: "database", kind: "empty", status: 503 },
  { part: "app", kind: "refuse", status: 502 },
  { part: "app", kind: "cut", status: 502 },
];

interface Job {
  browser: Browser;
  email: string;
  organizationSlug?: string;
  instanceSlug?: string;
  machineId?: string;
}

/** The steps from signing in to an archived machine; each can be tried again until it has been done. */
const STEPS: Record<string, (job: Job) => Promise<Response>> = {
  "sign in": ({ browser, email }) => browser.post("/api/auth/dev/login", { email }),
  "create organization": ({ browser, email }) =>
    browser.post("/api/trpc/organization.create", { name: email }),
  "create instance": async ({ browser, email, ...scope }) =>
    browser.post("/api/trpc/instance.create", { ...scope, name: email }),
  "create machine": ({ browser, email, ...scope }) =>
    browser.post("/api/trpc/machine.create", { ...scope, name: email, type: "daytona" }),
  archive: ({ browser, organizationSlug, instanceSlug, machineId }) =>
    browser.post("/api/trpc/machine.archive", { organizationSlug, instanceSlug, machineId }),
};

/** What was made, by the name that the next steps need. */
const madeSchema = z
  .object({ result: z.object({ data: z.object({ id: z.string(), slug: z.string().optional() }) }) })
  .transform(({ result: { data } }) => data.slug ?? data.id);

/** What a step is answered that the next ones need. */
const LEARNED: Record<string, "organizationSlug" | "instanceSlug" | "machineId"> = {
  "create organization": "organizationSlug",
  "create instance": "instanceSlug",
  "create machine": "machineId",
};

it.each(CASES)(
  "from sign-in to archive while the $part's fault is $kind",
  async ({ part, kind, status }) => {
    const job: Job = { browser: new Browser(), email: uniqueEmail(kind) };
    for (const [name, step] of Object.entries(STEPS)) {
      await faults.strike(part, { kind });
      const refused = await step(job);
      expect([name, refused.status]).toEqual([name, status]);
      expect([name, refused.headers.get("retry-after")]).toEqual([name, "5"]);
      await refused.text();

      await faults.mend(part);
      const done = await step(job);
      expect([name, done.status]).toEqual([name, 200]);
      const learned = LEARNED[name];
      if (learned) job[learned] = madeSchema.parse(await done.json());
    }
    // Once each, however often it was tried.
    for (const table of ["organization", "instance", "machine"])
      expect(await countRows(`select count(*) from ${table} where name = ?`, [job.email])).toBe(1);
    expect(await countRows("select count(*) from user where email = ?", [job.email])).toBe(1);
    expect(
      await countRows("select count(*) from machine where name = ? and state = 'archived'", [
        job.email,
      ]),
    ).toBe(1);
  },
);

/** Rows that only half of a change would leave. */
const HALF_MADE = {
  "organizations without an owner": `
    select count(*) from organization where not exists (select 1 from organization_user_membership
      where organization_id = organization.id and role = 'owner')`,
  "creations that nobody wrote down": `
    select count(*) from (select id from organization union all select id from instance) as made
    where not exists (select 1 from audit_log where target = made.id and action like '%.create')`,
  "creations written down that never were": `
    select count(*) from audit_log where action in ('organization.create', 'instance.create')
      and target not in (select id from organization union all select id from instance
        union all select target from audit_log where action in ('organization.delete', 'instance.delete'))`,
  "people signed in with Google without their account": `
    select count(*) from user where email like 'spare-%' and not exists (
      select 1 from account where user_id = user.id)`,
};

it.each(Object.entries(HALF_MADE))("afterwards there are no %s", async (_, sql) => {
  expect(await countRows(sql)).toBe(0);
});
