import { describe, expect, it } from "vitest";
import { signIn, signInWithInstance } from "../../../dev/testing/client.ts";
import { execute } from "../../../dev/testing/database.ts";
import { newId } from "../../db/columns.ts";

const newMachine = { name: "worker-1", type: "daytona" } as const;

describe("machine", () => {
  it("goes from creation over archive and restore to deletion", async () => {
    const { owner, scope } = await signInWithInstance();
    const { machine } = owner.api;
    expect(await machine.list.query(scope)).toEqual([]);

    const created = await machine.create.mutate({ ...scope, ...newMachine });
    expect(created).toMatchObject({ ...newMachine, state: "started", metadata: {} });
    expect(created.id).toMatch(/^mach_[0-9a-z]{26}$/);
    expect(await machine.list.query(scope)).toEqual([created]);

    const one = { ...scope, machineId: created.id };
    expect(await machine.archive.mutate(one)).toEqual({ ...created, state: "archived" });
    expect(await machine.archive.mutate(one)).toEqual({ ...created, state: "archived" });
    expect(await machine.restore.mutate(one)).toEqual(created);
    expect(await machine.rename.mutate({ ...one, name: "worker-2" })).toEqual({
      ...created,
      name: "worker-2",
    });
    expect(await machine.delete.mutate(one)).toEqual({ id: created.id });
    expect(await machine.list.query(scope)).toEqual([]);
    await expect(machine.delete.mutate(one)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
  });

  it("leaves a row in the audit log for each change, and none where nothing changes", async () => {
    const { owner, scope } = await signInWithInstance();
    const { machine, organization, instance } = owner.api;
    const { id: machineId } = await machine.create.mutate({ ...scope, ...newMachine });
    const one = { ...scope, machineId };
    await machine.archive.mutate(one);
    await machine.archive.mutate(one);
    await machine.restore.mutate(one);
    await machine.rename.mutate({ ...one, name: "worker-2" });
    await machine.delete.mutate(one);
    const { id: instanceId } = await instance.get.query(scope);
    const { items } = await organization.auditLog.query(scope);
    expect(
      items
        .filter(({ target }) => target === machineId)
        .map(({ action, metadata }) => [action, metadata]),
    ).toEqual([
      ["machine.delete", { instanceId, before: { name: "worker-2" } }],
      ["machine.rename", { instanceId, before: { name: "worker-1" }, after: { name: "worker-2" } }],
      ["machine.restore", { instanceId, name: "worker-1" }],
      ["machine.archive", { instanceId, name: "worker-1" }],
      ["machine.create", { instanceId, name: "worker-1" }],
    ]);
  });

  it("lists the newest first", async () => {
    const { owner, scope } = await signInWithInstance();
    for (const name of ["a", "b", "c"])
      await owner.api.machine.create.mutate({ ...scope, name, type: "daytona" });
    const list = await owner.api.machine.list.query(scope);
    expect(list.map(({ name }) => name)).toEqual(["c", "b", "a"]);
  });

  it.each([
    "🤖 Zoë's “box”",
    "<script>alert(1)</script>",
    "settings",
    "Robert'); drop table machine;--",
    "x".repeat(100),
  ])("stores the name %s as typed", async (name) => {
    const { owner, scope } = await signInWithInstance();
    await owner.api.machine.create.mutate({ ...scope, name, type: "daytona" });
    expect((await owner.api.machine.list.query(scope))[0]?.name).toBe(name);
  });

  it.each(
    [
      ["", "   ", "\u3164", "\u200b", "\u0301"],
      ["x".repeat(101), "two\nlines", "nul\u0000", "\u202egnp.exe"],
    ].flat(),
  )("refuses the name %j at its field", async (name) => {
    const { owner, scope } = await signInWithInstance();
    await expect(
      owner.api.machine.create.mutate({ ...scope, name, type: "daytona" }),
    ).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", fieldErrors: { name: expect.any(String) } },
    });
    expect(await owner.api.machine.list.query(scope)).toEqual([]);
  });

  it("refuses a second machine of the same name in an instance", async () => {
    const { owner, scope } = await signInWithInstance();
    await owner.api.machine.create.mutate({ ...scope, ...newMachine });
    await expect(
      owner.api.machine.create.mutate({ ...scope, ...newMachine }),
    ).rejects.toMatchObject({
      data: { code: "CONFLICT" },
      message: "There already is a machine named “worker-1”.",
    });
  });

  it.each([
    ["パパ", "ハハ"],
    ["びょういん", "ひよういん"],
    ["Zürich", "Zurich"],
    ["①", "1"],
    ["straße", "strasse"],
    ["🎩", "💥"],
  ])("may be named %s beside %s, which people tell apart", async (name, other) => {
    const { owner, scope } = await signInWithInstance();
    for (const each of [name, other])
      await owner.api.machine.create.mutate({ ...scope, name: each, type: "daytona" });
    expect(await owner.api.machine.list.query(scope)).toHaveLength(2);
  });

  it.each(["WORKER-1", " worker-1\u00a0", "work\u200ber-1"])(
    "may not be named %j beside worker-1",
    async (name) => {
      const { owner, scope } = await signInWithInstance();
      await owner.api.machine.create.mutate({ ...scope, ...newMachine });
      await expect(
        owner.api.machine.create.mutate({ ...scope, name, type: "daytona" }),
      ).rejects.toMatchObject({ data: { code: "CONFLICT" } });
    },
  );

  it("is out of reach through another instance, and for anybody else", async () => {
    const { owner, scope } = await signInWithInstance();
    const { id: machineId } = await owner.api.machine.create.mutate({ ...scope, ...newMachine });
    const { owner: stranger, scope: elsewhere } = await signInWithInstance();
    const notFound = { data: { code: "NOT_FOUND" } };

    await expect(
      stranger.api.machine.archive.mutate({ ...elsewhere, machineId }),
    ).rejects.toMatchObject(notFound);
    await expect(
      stranger.api.machine.delete.mutate({ ...elsewhere, machineId }),
    ).rejects.toMatchObject(notFound);
    await expect(stranger.api.machine.list.query(scope)).rejects.toMatchObject(notFound);
    await expect((await signIn()).api.machine.list.query(scope)).rejects.toMatchObject(notFound);
    expect(await owner.api.machine.list.query(scope)).toMatchObject([
      { id: machineId, state: "started" },
    ]);
  });

  it("keeps metadata that is a JSON object", async () => {
    const { owner, scope } = await signInWithInstance();
    const metadata = { region: "eu", tags: ["a", null, 1.5, true], nested: { "ключ 🔑": {} } };
    await owner.api.machine.create.mutate({ ...scope, ...newMachine, metadata });
    expect(await owner.api.machine.list.query(scope)).toMatchObject([{ metadata }]);
  });

  it.each([
    ["a list", []],
    ["text", "text"],
    ["more than 8 KiB", { text: "ä".repeat(4096) }],
    ["what is nested too deep", JSON.parse(`{"a":${"[".repeat(1000)}${"]".repeat(1000)}}`)],
    ["half of a surrogate pair", { a: "\ud800" }],
  ])("refuses metadata that is %s", async (_, metadata: unknown) => {
    const { owner, scope } = await signInWithInstance();
    const response = await owner.post("/api/trpc/machine.create", {
      ...scope,
      ...newMachine,
      metadata,
    });
    expect(await response.json()).toMatchObject({
      error: { data: { code: "BAD_REQUEST", fieldErrors: { metadata: expect.any(String) } } },
    });
  });

  it("is one of at most 500 in an instance", async () => {
    const { owner, scope } = await signInWithInstance();
    const { id } = await owner.api.instance.get.query(scope);
    const rows = Array.from({ length: 499 }, (_, i) => [newId("mach"), id, `filler-${i}`]);
    await execute(
      `insert into machine (id, instance_id, name, type, metadata) values ${rows.map(() => "(?, ?, ?, 'daytona', '{}')").join(", ")}`,
      rows.flat(),
    );
    await owner.api.machine.create.mutate({ ...scope, ...newMachine });
    await expect(
      owner.api.machine.create.mutate({ ...scope, ...newMachine, name: "one more" }),
    ).rejects.toMatchObject({ data: { code: "UNPROCESSABLE_CONTENT" } });
    expect(await owner.api.machine.list.query(scope)).toHaveLength(500);
  });
});
