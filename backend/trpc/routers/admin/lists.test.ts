import { beforeAll, describe, expect, it } from "vitest";
import { type Browser, signIn, uniqueEmail } from "../../../../dev/testing/client.ts";
import { execute } from "../../../../dev/testing/database.ts";

let admin: Browser;
beforeAll(async () => {
  const email = uniqueEmail("admin");
  admin = await signIn(email);
  await execute("update user set role = 'admin' where email = ?", [email]);
});

describe("what platform admins look up", () => {
  it("finds users by a part of their email, the newest first, page by page", async () => {
    const word = crypto.randomUUID().slice(0, 13);
    const emails = [1, 2, 3].map((i) => `${word}-${i}@example.com`);
    for (const email of emails) await signIn(email);
    const query = word.toUpperCase();

    const first = await admin.api.admin.users.query({ query, limit: 2 });
    expect(first.items.map(({ email }) => email)).toEqual([emails[2], emails[1]]);
    expect(first.items[0]).toMatchObject({
      role: "user",
      banned: false,
      banExpires: null,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    const cursor = first.nextCursor ?? "";
    const second = await admin.api.admin.users.query({ query, limit: 2, cursor });
    expect(second).toMatchObject({ items: [{ email: emails[0] }], nextCursor: null });
  });

  it("takes the characters that LIKE knows for what they are", async () => {
    const word = crypto.randomUUID().slice(0, 13);
    const owner = await signIn();
    for (const name of [`${word} 100%_\\`, `${word} 1000x`])
      await owner.api.organization.create.mutate({ name });
    const found = async (query: string) =>
      (await admin.api.admin.organizations.query({ query })).items.map(({ name }) => name);
    expect(await found(`${word} 100`)).toHaveLength(2);
    expect(await found(`${word} 100%`)).toEqual([`${word} 100%_\\`]);
    expect(await found(`${word} 100%_\\`)).toEqual([`${word} 100%_\\`]);
    expect(await found(`${word} 100_x`)).toEqual([]);
  });

  it("counts members and instances of organizations", async () => {
    const owner = await signIn();
    const name = crypto.randomUUID();
    const { slug } = await owner.api.organization.create.mutate({ name });
    await owner.api.instance.create.mutate({ organizationSlug: slug, name: "production" });
    expect((await admin.api.admin.organizations.query({ query: name })).items).toMatchObject([
      { name, slug, members: 1, instances: 1 },
    ]);
  });

  it("reads the audit log of the whole platform, or of one organization, actor or action", async () => {
    const owner = await signIn();
    const { id, slug } = await owner.api.organization.create.mutate({ name: "Audited" });
    await owner.api.organization.update.mutate({ organizationSlug: slug, name: "Renamed" });
    const { user } = await owner.api.user.me.query();
    const read = admin.api.admin.auditLog.query;

    const actions = ["organization.update", "organization.create"];
    for (const filter of [{ organizationId: id }, { actorId: user.id }])
      expect((await read(filter)).items.map(({ action }) => action)).toEqual(actions);
    const one = await read({ organizationId: id, limit: 1 });
    const { nextCursor } = one;
    const next = await read({ organizationId: id, limit: 1, cursor: nextCursor ?? "" });
    expect([...one.items, ...next.items].map(({ action }) => action)).toEqual(actions);
    expect((await read({ actorId: user.id, action: "organization.create" })).items).toMatchObject([
      { target: id, organizationId: id, actor: { email: user.email } },
    ]);
  });
});
