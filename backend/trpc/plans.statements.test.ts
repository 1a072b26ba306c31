import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import {
  GROWING_TABLES,
  insertAuditLog,
  insertCrowd,
  insertEvents,
} from "../../dev/testing/crowd.ts";
import { execute } from "../../dev/testing/database.ts";
import { call, proceduresOf } from "../../dev/testing/procedures.ts";
import { recordStatements } from "../../dev/testing/statements.ts";
import { createPeople, createWorld, type World } from "../../dev/testing/world.ts";
import { allowedCaller, PROCEDURES, worldFor } from "./procedure-table.ts";
import { appRouter } from "./root.ts";

// What a statement costs must not grow with the number of customers. MySQL's own plan says whether it
// does: of every statement of every procedure, over tables full of other people's rows.

const CROWD = 2_000;
/** What one statement may read, or sort, of a table. */
const FEW = 200;

/** What may read more, because that stops at a number. */
const BOUNDED = new Set([
  // It counts up to 10,000.
  "admin.stats",
  // MySQL reads all entries of the index while they are few, and leaps from type to type when they are many.
  "event.types",
]);

let shared: World;
let organizationId: string;
beforeAll(async () => {
  await insertCrowd(CROWD);
  shared = await createWorld(await createPeople());
  const { scope, people } = shared;
  const { id: instanceId } = await people.owner.browser.api.instance.get.query(scope);
  organizationId = (await people.owner.browser.api.organization.get.query(scope)).id;
  // Many for one, too: a sort of all of them has to be seen.
  await insertEvents(Array<string>(1_000).fill(instanceId));
  const entry = { organizationId, actorId: people.owner.id };
  await insertAuditLog(Array<typeof entry>(1_000).fill(entry));
  await execute("analyze table event, audit_log");
}, 120_000);

const planSchema = z.array(
  z.object({
    table: z.string().nullable(),
    type: z.string().nullable(),
    key: z.string().nullable(),
    rows: z.coerce.number().nullable(),
    Extra: z.string().nullable(),
  }),
);

async function planOf(sql: string) {
  const { rows } = await execute(`explain format=traditional ${sql}`);
  return planSchema.parse(rows);
}

/** What is wrong with the plan of a statement. */
async function objections(sql: string): Promise<string[]> {
  return (await planOf(sql)).flatMap(({ table, type, key, rows, Extra }) => {
    const read = rows ?? 0;
    const whole = (type === "ALL" || type === "index") && read > FEW;
    const sorts = /Using (filesort|temporary)/.test(Extra ?? "") && read > FEW;
    return whole || sorts ? [`${table}: ${type} by ${key}, ${read} rows, ${Extra}: ${sql}`] : [];
  });
}

const callable = [...proceduresOf(appRouter)].flatMap(([path, kind]) => {
  const row = PROCEDURES[path];
  const caller = row && allowedCaller(row);
  return caller && !BOUNDED.has(path) ? [{ path, kind, row, caller }] : [];
});

it.each(callable)("$path reads by index", async ({ path, kind, row, caller }) => {
  const world = await worldFor(row, shared);
  const input = (await row.input?.(world, caller)) ?? {};
  const statements = await recordStatements(async () => {
    const response = await call(world.people[caller].browser, path, kind, input);
    expect(response.status, path).toBe(200);
    await response.text();
  });
  const planned = statements.filter((sql) => /^\s*(\(?select|update|delete)/i.test(sql));
  const all = await Promise.all(planned.map(objections));
  expect(all.flat()).toEqual([]);
});

it("finds what was done of a rare kind in the audit log by that kind's index", async () => {
  const { browser } = shared.people.platformAdmin;
  const statements = await recordStatements(() =>
    browser.api.admin.auditLog.query({ action: "user.ban" }),
  );
  const sql = statements.find((statement) => statement.includes("`audit_log`")) ?? "";
  const plan = (await planOf(sql)).find(({ table }) => table === "audit_log");
  expect(plan).toMatchObject({ key: "audit_log_action_index" });
});

it("would find fault with a whole table read, and with a sort of much", async () => {
  for (const table of GROWING_TABLES)
    expect(
      await objections(`select * from ${table} where updated_at > utc_timestamp(3)`),
      table,
    ).toHaveLength(1);
  const log = `select * from audit_log where organization_id = '${organizationId}'`;
  expect(await objections(`${log} order by created_at limit 10`)).toHaveLength(1);
  expect(await objections(`${log} order by id limit 10`)).toEqual([]);
});
