import { beforeAll, describe, expect, it } from "vitest";
import {
  type Browser,
  signIn,
  signInAsAdmin,
  signInWithInstance,
  uniqueEmail,
  userOf,
} from "../../../../dev/testing/client.ts";

let admin: Browser;
beforeAll(async () => {
  admin = await signInAsAdmin();
});

const call = (path: string, input?: unknown) =>
  admin.api.admin.callProcedure.mutate({ path, input });

describe("admin.listProcedures", () => {
  it("knows every procedure with its type, rung and input", async () => {
    const procedures = await admin.api.admin.listProcedures.query();
    const byPath = new Map(procedures.map((procedure) => [procedure.path, procedure]));
    expect(byPath.get("user.me")).toEqual({
      path: "user.me",
      type: "query",
      rung: "viewerProcedure",
      input: null,
    });
    expect(byPath.get("machine.create")).toMatchObject({
      type: "mutation",
      rung: "instanceProtectedProcedure",
      input: {
        type: "object",
        properties: {
          organizationSlug: { type: "string", maxLength: 255 },
          instanceSlug: { type: "string" },
          name: { type: "string" },
          type: { enum: ["daytona"] },
        },
        required: ["organizationSlug", "instanceSlug", "name", "type"],
      },
    });
    expect(byPath.get("admin.users")?.rung).toBe("adminProcedure");
    expect(byPath.has("admin.callProcedure")).toBe(true);
    expect(procedures.every(({ rung }) => rung.endsWith("Procedure"))).toBe(true);
  });
});

describe("admin.callProcedure", () => {
  it("answers what the procedure answers, and how long it took", async () => {
    const answer = await call("user.me");
    expect(answer.result).toMatchObject({ user: { id: (await userOf(admin)).id } });
    expect(answer.durationMs).toBeGreaterThanOrEqual(0);
    // What authorizes the call itself is not part of it.
    expect(answer.statements).toBe(1);
  });

  it("is written down with what it called, where that may change something, and without the input", async () => {
    const { id: actorId } = await userOf(admin);
    const { items: before } = await admin.api.admin.auditLog.query({ actorId, limit: 1 });
    await call("user.me");
    await call("user.updateProfile", { name: "Ada Byron" });
    const { items } = await admin.api.admin.auditLog.query({ actorId, limit: 3 });
    expect(items.slice(0, 2)).toMatchObject([
      {
        action: "user.update",
        target: actorId,
        metadata: { before: { name: expect.any(String) }, after: { name: "Ada Byron" } },
      },
      { action: "admin.callProcedure", target: "user.updateProfile", metadata: {} },
    ]);
    expect(items[2]?.id).toBe(before[0]?.id);
  });

  it("tells also of a call that fails how long it took, and in how many statements", async () => {
    const { scope } = await signInWithInstance();
    await expect(call("machine.list", scope)).rejects.toMatchObject({
      data: {
        code: "NOT_FOUND",
        cost: { durationMs: expect.any(Number), statements: 1 },
      },
    });
    const refused = admin.api.machine.list.query(scope);
    await expect(refused).rejects.not.toHaveProperty("data.cost");
  });

  it("runs mutations, checking the input as ever", async () => {
    const { result } = await call("organization.create", { name: "By hand" });
    expect(result).toMatchObject({ slug: expect.stringMatching(/^by-hand-/) });
    await expect(call("organization.create", { name: "" })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", fieldErrors: { name: expect.any(String) } },
    });
  });

  it("gives no rights: other people's organizations stay closed", async () => {
    const { scope } = await signInWithInstance();
    await expect(call("machine.list", scope)).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
    await expect(
      call("testing.createUser", { email: uniqueEmail(), role: "admin" }),
    ).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });
  });

  it("does not call itself", async () => {
    await expect(
      call("admin.callProcedure", { path: "admin.callProcedure" }),
    ).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
  });

  it.each(["nothing", "user", "user.nothing", "constructor", "__proto__.constructor"])(
    "says that there is no procedure %s",
    async (path) => {
      await expect(call(path)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    },
  );

  it("is for platform admins", async () => {
    const { api } = await signIn();
    await expect(api.admin.callProcedure.mutate({ path: "user.me" })).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
    await expect(api.admin.listProcedures.query()).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
  });
});
