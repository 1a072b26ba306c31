import { expect, it } from "vitest";
import { service, signIn, signInWithInstance, userOf } from "../../../dev/testing/client.ts";
import { countRows } from "../../../dev/testing/database.ts";
import { signInWithWorkspace } from "../../../dev/testing/slack.ts";

// Here, and not beside the other tests, since nobody else's data may be in the stack that it empties.

const TABLES = [
  "user",
  "session",
  "account",
  "verification",
  "organization",
  "organization_user_membership",
  "organization_invitation",
  "instance",
  "instance_account_permission",
  "machine",
  "event",
  "audit_log",
];

it("testing.reset leaves nobody and nothing, and the next person can begin", async () => {
  const { owner, scope } = await signInWithInstance();
  await signInWithWorkspace();
  await owner.api.machine.create.mutate({ ...scope, name: "vm", type: "daytona" });
  expect(await countRows("select count(*) from machine")).toBeGreaterThan(0);

  await service.testing.reset.mutate();
  for (const table of TABLES)
    expect([table, await countRows(`select count(*) from \`${table}\``)]).toEqual([table, 0]);
  await expect(userOf(owner)).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
  expect((await (await signIn()).api.user.me.query()).organizations).toEqual([]);
});
