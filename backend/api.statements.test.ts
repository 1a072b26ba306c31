import { describe, expect, it } from "vitest";
import { Browser, signInWithInstance } from "../dev/testing/client.ts";
import { countStatements } from "../dev/testing/statements.ts";

// Each statement is a round trip to the database, so their number is what a request costs.

describe("SQL statements", () => {
  it("are counted for each kind of call", async () => {
    const { owner, scope } = await signInWithInstance();
    const { api } = owner;
    const { id: machineId } = await api.machine.create.mutate({
      ...scope,
      name: "m",
      type: "daytona",
    });
    const one = { ...scope, machineId };

    const counts = {
      "GET /api/health": await countStatements(() => owner.fetch("/api/health")),
      "user.me": await countStatements(() => api.user.me.query()),
      "user.me, signed out": await countStatements(() =>
        new Browser().api.user.me.query().catch(() => {}),
      ),
      "organization.list": await countStatements(() => api.organization.list.query()),
      "machine.list": await countStatements(() => api.machine.list.query(scope)),
      "machine.create": await countStatements(() =>
        api.machine.create.mutate({ ...scope, name: "n", type: "daytona" }),
      ),
      "machine.archive": await countStatements(() => api.machine.archive.mutate(one)),
      "machine.delete": await countStatements(() => api.machine.delete.mutate(one)),
      "organization.create": await countStatements(() =>
        api.organization.create.mutate({ name: "Two" }),
      ),
      "the machines page": await countStatements(() =>
        owner.fetch(`/${scope.organizationSlug}/${scope.instanceSlug}`),
      ),
    };

    expect(counts).toEqual({
      "GET /api/health": 0,
      "user.me": 1,
      "user.me, signed out": 0,
      "organization.list": 2,
      "machine.list": 2,
      "machine.create": 4,
      "machine.archive": 4,
      "machine.delete": 4,
      "organization.create": 6,
      "the machines page": 2,
    });
  });
});
