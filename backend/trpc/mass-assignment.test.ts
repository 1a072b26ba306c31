import { describe, expect, it } from "vitest";
import { signInWithInstance, userOf } from "../../dev/testing/client.ts";

describe("fields that a call does not have", () => {
  it("change nothing, whoever sends them", async () => {
    const { owner, scope } = await signInWithInstance();
    const before = await userOf(owner);
    const profile = { name: "Eve", role: "admin", email: "eve@example.com", id: "usr_x" };
    expect((await owner.post("/api/trpc/user.updateProfile", profile)).status).toBe(200);
    expect(await userOf(owner)).toEqual({ ...before, name: "Eve" });

    const { id } = await owner.api.organization.get.query(scope);
    const organization = { ...scope, name: "Eve's", slug: "eve", id: "org_x" };
    expect((await owner.post("/api/trpc/organization.update", organization)).status).toBe(200);
    expect(await owner.api.organization.get.query(scope)).toMatchObject({
      id,
      name: "Eve's",
      slug: scope.organizationSlug,
    });

    const machine = { ...scope, name: "one", type: "daytona", state: "archived", id: "mach_x" };
    expect((await owner.post("/api/trpc/machine.create", machine)).status).toBe(200);
    const [created] = await owner.api.machine.list.query(scope);
    expect(created).toMatchObject({ name: "one", state: "started" });
    expect(created?.id).not.toBe("mach_x");
  });
});
