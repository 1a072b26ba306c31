import { describe, expect, it } from "vitest";
import { signInAsAdmin, signInWithInstance, userOf } from "../../dev/testing/client.ts";
import { countRows, execute } from "../../dev/testing/database.ts";
import { count, race } from "../../dev/testing/race.ts";
import { newId } from "../db/columns.ts";

// Limited things, each asked for twenty times at once when there is room for one more.

const twenty = <T>(call: (i: number) => Promise<T>) =>
  Array.from({ length: 20 }, (_, i) => call(i));

/** Inserts rows of a table; the id is the first column. */
async function insertRows(table: string, prefix: string, rows: Record<string, string>[]) {
  const columns = ["id", ...Object.keys(rows[0] ?? {})];
  const values = rows.map(() => `(${columns.map(() => "?").join(", ")})`).join(", ");
  await execute(
    `insert into ${table} (${columns.join(", ")}) values ${values}`,
    rows.flatMap((row) => [newId(prefix), ...Object.values(row)]),
  );
}

describe("of twenty at once", () => {
  it("one machine is the last that an instance has room for", async () => {
    const { owner, scope } = await signInWithInstance();
    const { id } = await owner.api.instance.get.query(scope);
    const machines = Array.from({ length: 499 }, (_, i) => ({
      instance_id: id,
      name: `filler-${i}`,
      type: "daytona",
      metadata: "{}",
    }));
    await insertRows("machine", "mach", machines);
    const outcomes = await race(
      twenty((i) =>
        owner.api.machine.create.mutate({ ...scope, name: `worker-${i}`, type: "daytona" }),
      ),
    );
    expect([count(outcomes, "OK"), count(outcomes, "UNPROCESSABLE_CONTENT")]).toEqual([1, 19]);
    expect(await owner.api.machine.list.query(scope)).toHaveLength(500);
  });

  it("one instance is the last that an organization has room for", async () => {
    const { owner, scope } = await signInWithInstance();
    const { id } = await owner.api.organization.get.query(scope);
    const instances = Array.from({ length: 98 }, (_, i) => ({
      organization_id: id,
      name: `filler-${i}`,
      slug: `filler-${i}`,
    }));
    await insertRows("instance", "inst", instances);
    const outcomes = await race(
      twenty((i) => owner.api.instance.create.mutate({ ...scope, name: `instance-${i}` })),
    );
    expect([count(outcomes, "OK"), count(outcomes, "UNPROCESSABLE_CONTENT")]).toEqual([1, 19]);
    expect(await owner.api.instance.list.query(scope)).toHaveLength(100);
  });
});

describe("platform admins", () => {
  it("who demote or ban each other at the same moment don't both succeed", async () => {
    for (let round = 0; round < 6; round++) {
      const one = await signInAsAdmin();
      const other = await signInAsAdmin();
      const [oneId, otherId] = [(await userOf(one)).id, (await userOf(other)).id];
      const outcomes = await race([
        one.api.admin.setRole.mutate({ userId: otherId, role: "user" }),
        round % 2 === 0
          ? other.api.admin.setRole.mutate({ userId: oneId, role: "user" })
          : other.api.admin.ban.mutate({ userId: oneId, reason: "Spam" }),
      ]);
      expect(count(outcomes, "OK")).toBe(1);
      expect(
        await countRows(
          "select count(*) from user where id in (?, ?) and role = 'admin' and not banned",
          [oneId, otherId],
        ),
      ).toBe(1);
    }
  });
});
