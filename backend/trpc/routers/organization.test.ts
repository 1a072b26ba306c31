import { describe, expect, it } from "vitest";
import { signIn, signInWithInstance } from "../../../dev/testing/client.ts";
import { countRows, execute } from "../../../dev/testing/database.ts";
import { race } from "../../../dev/testing/race.ts";

const failsWith = (code: string) => ({ data: { code } });
const uniqueSlug = () => `slug-${crypto.randomUUID().slice(0, 13)}`;

describe("organization", () => {
  it("is created with a slug of its own, however many of one name at once", async () => {
    const owner = await signIn();
    const created = await Promise.all(
      Array.from({ length: 20 }, () =>
        owner.api.organization.create.mutate({ name: "Ärzte & Co" }),
      ),
    );
    expect(new Set(created.map(({ slug }) => slug)).size).toBe(20);
    for (const { slug, role } of created) {
      expect(slug).toMatch(/^arzte-co-[a-z0-9]{6}$/);
      expect(role).toBe("owner");
    }
    expect(await owner.api.organization.list.query()).toHaveLength(20);
  });

  it("is renamed without losing its slug, and the audit log says from what to what", async () => {
    const { owner, scope } = await signInWithInstance();
    const { organization } = owner.api;
    const before = await organization.get.query(scope);
    expect(await organization.update.mutate({ ...scope, name: "  Acme Inc. " })).toMatchObject({
      id: before.id,
      name: "Acme Inc.",
      slug: before.slug,
    });
    expect(await organization.get.query(scope)).toEqual({ ...before, name: "Acme Inc." });

    const { items } = await organization.auditLog.query(scope);
    const me = await owner.api.user.me.query();
    expect(items[0]).toMatchObject({
      action: "organization.update",
      target: before.id,
      actor: { id: me.user.id, email: me.user.email },
      impersonator: null,
      metadata: { before: { name: "Acme" }, after: { name: "Acme Inc." } },
    });
  });

  it.each(["organization", "instance"] as const)(
    "is deleted by what people read, as is its instance: the %s",
    async (thing) => {
      const { owner, scope } = await signInWithInstance();
      const { id } = await owner.api[thing].get.query(scope);
      // As names were stored once.
      await execute(`update ${thing} set name = ? where id = ?`, [
        "Cafe\u0301\u00a0 Labs\u200b",
        id,
      ]);
      const remove = (confirmName: string) =>
        owner.api[thing].delete.mutate({ ...scope, confirmName });
      await expect(remove("Cafe Labs")).rejects.toMatchObject({
        data: { fieldErrors: { confirmName: expect.any(String) } },
      });
      expect(await remove("Café Labs")).toEqual({ id });
    },
  );

  it("has people, instances and a name that show something", async () => {
    const { owner, scope } = await signInWithInstance();
    const { organization, instance, user } = owner.api;
    const tries = [
      (name: string) => organization.create.mutate({ name }),
      (name: string) => organization.update.mutate({ ...scope, name }),
      (name: string) => instance.create.mutate({ ...scope, name }),
      (name: string) => instance.update.mutate({ ...scope, name }),
      (name: string) => user.updateProfile.mutate({ name }),
    ];
    for (const [index, attempt] of tries.entries()) {
      await expect(attempt("\u3164")).rejects.toMatchObject({
        data: { fieldErrors: { name: "Please enter a name." } },
      });
      expect(await attempt(`Cafe\u0301\u00a0${index}`)).toMatchObject({ name: `Café ${index}` });
    }
  });

  it("is deleted with everything in it, once its name is typed", async () => {
    const { owner, scope } = await signInWithInstance();
    await owner.api.machine.create.mutate({ ...scope, name: "m", type: "daytona" });
    await owner.api.organization.invite.mutate({
      ...scope,
      email: "a@example.com",
      role: "member",
    });
    const { id } = await owner.api.organization.get.query(scope);

    await expect(
      owner.api.organization.delete.mutate({ ...scope, confirmName: "acme" }),
    ).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", fieldErrors: { confirmName: expect.stringContaining("Acme") } },
    });
    expect(await owner.api.organization.delete.mutate({ ...scope, confirmName: "Acme" })).toEqual({
      id,
    });

    await expect(owner.api.organization.get.query(scope)).rejects.toMatchObject(
      failsWith("NOT_FOUND"),
    );
    for (const table of [
      "instance",
      "organization_user_membership",
      "organization_invitation",
      "organization_slug_redirect",
    ])
      expect(await countRows(`select count(*) from ${table} where organization_id = ?`, [id])).toBe(
        0,
      );
    expect(
      await countRows("select count(*) from audit_log where organization_id = ? and action = ?", [
        id,
        "organization.delete",
      ]),
    ).toBe(1);
  });
});

describe("an organization's slug", () => {
  it("changes, and the old one tells members, and only them, where it went", async () => {
    const { owner, scope } = await signInWithInstance();
    const { organization } = owner.api;
    const old = scope.organizationSlug;
    const [second, third] = [uniqueSlug(), uniqueSlug()];

    expect(
      await organization.updateSlug.mutate({
        organizationSlug: old,
        slug: ` ${second.toUpperCase()} `,
      }),
    ).toMatchObject({ slug: second });
    await organization.updateSlug.mutate({ organizationSlug: second, slug: third });

    await expect(organization.get.query({ organizationSlug: old })).rejects.toMatchObject(
      failsWith("NOT_FOUND"),
    );
    for (const organizationSlug of [old, second])
      expect(await organization.resolveSlug.query({ organizationSlug })).toEqual({ slug: third });
    await expect(
      (await signIn()).api.organization.resolveSlug.query({ organizationSlug: old }),
    ).rejects.toMatchObject(failsWith("NOT_FOUND"));

    // And back again.
    await organization.updateSlug.mutate({ organizationSlug: third, slug: old });
    expect(await organization.get.query({ organizationSlug: old })).toMatchObject({ slug: old });
    expect(await organization.resolveSlug.query({ organizationSlug: third })).toEqual({
      slug: old,
    });
  });

  it("can't be taken by another organization: in use, or for 90 days after", async () => {
    const { owner, scope } = await signInWithInstance();
    const { owner: other, scope: others } = await signInWithInstance();
    const picked = uniqueSlug();
    const take = (slug: string) =>
      other.api.organization.updateSlug.mutate({ organizationSlug: others.organizationSlug, slug });

    await expect(take(scope.organizationSlug)).rejects.toMatchObject(failsWith("CONFLICT"));
    await owner.api.organization.updateSlug.mutate({ ...scope, slug: picked });
    await expect(take(picked)).rejects.toMatchObject(failsWith("CONFLICT"));
    await expect(take(scope.organizationSlug)).rejects.toMatchObject(failsWith("CONFLICT"));
    // A try that failed leaves the link where it was.
    expect(await owner.api.organization.resolveSlug.query(scope)).toEqual({ slug: picked });

    await execute(
      "update organization_slug_redirect set updated_at = utc_timestamp(3) - interval 91 day where slug in (?, ?)",
      [scope.organizationSlug, picked],
    );
    // In use, however long ago it was picked.
    await expect(take(picked)).rejects.toMatchObject(failsWith("CONFLICT"));
    expect(await take(scope.organizationSlug)).toMatchObject({ slug: scope.organizationSlug });
  });

  it("is kept for the last five times it changed, and those before are free", async () => {
    const { owner, scope } = await signInWithInstance();
    const slugs = [scope.organizationSlug];
    for (let i = 0; i < 6; i++) {
      const slug = uniqueSlug();
      await owner.api.organization.updateSlug.mutate({
        organizationSlug: slugs.at(-1) ?? "",
        slug,
      });
      slugs.push(slug);
    }
    const [dropped = "", ...kept] = slugs.slice(0, -1);
    for (const organizationSlug of kept)
      expect(await owner.api.organization.resolveSlug.query({ organizationSlug })).toEqual({
        slug: slugs.at(-1),
      });
    const { owner: other, scope: others } = await signInWithInstance();
    const take = (organizationSlug: string, slug: string) =>
      other.api.organization.updateSlug.mutate({ organizationSlug, slug });
    await expect(take(others.organizationSlug, kept[0] ?? "")).rejects.toMatchObject(
      failsWith("CONFLICT"),
    );
    await take(others.organizationSlug, dropped);
  });

  it("rests for 90 days once the organization is deleted, and so do those before it", async () => {
    const { owner, scope } = await signInWithInstance();
    const former = scope.organizationSlug;
    const slug = uniqueSlug();
    await owner.api.organization.updateSlug.mutate({ ...scope, slug });
    // Given up long ago: the days are counted from the deletion.
    await execute(
      "update organization_slug_redirect set updated_at = utc_timestamp(3) - interval 89 day where slug in (?, ?)",
      [former, slug],
    );
    await owner.api.organization.delete.mutate({ organizationSlug: slug, confirmName: "Acme" });
    const { owner: other, scope: generated } = await signInWithInstance();
    await other.api.organization.delete.mutate({ ...generated, confirmName: "Acme" });

    const { owner: third, scope: thirds } = await signInWithInstance();
    let { organizationSlug } = thirds;
    const take = async (wanted: string) => {
      await third.api.organization.updateSlug.mutate({ organizationSlug, slug: wanted });
      organizationSlug = wanted;
    };
    for (const [days, outcome] of [
      [0, "CONFLICT"],
      [89, "CONFLICT"],
      [91, "OK"],
    ] as const) {
      for (const wanted of [former, slug, generated.organizationSlug]) {
        await execute(
          "update organization_slug_redirect set updated_at = updated_at - interval ? day where slug = ? and organization_id is null",
          [days, wanted],
        );
        const [answer] = await race([take(wanted)]);
        expect([wanted, days, answer]).toEqual([wanted, days, outcome]);
        await execute(
          "update organization_slug_redirect set updated_at = updated_at + interval ? day where slug = ? and organization_id is null",
          [days, wanted],
        );
      }
    }
  });

  it("goes to one of two organizations that want it at the same moment", async () => {
    const rivals = await Promise.all(
      [1, 2].map(async () => {
        const { owner, scope } = await signInWithInstance();
        return { owner, organizationSlug: scope.organizationSlug };
      }),
    );
    for (let round = 0; round < 10; round++) {
      const slug = uniqueSlug();
      const results = await Promise.allSettled(
        rivals.map(async (rival) => {
          const { owner, organizationSlug } = rival;
          await owner.api.organization.updateSlug.mutate({ organizationSlug, slug });
          rival.organizationSlug = slug;
        }),
      );
      expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      expect(results.find((result) => result.status === "rejected")?.reason).toMatchObject(
        failsWith("CONFLICT"),
      );
    }
  });

  it.each([
    "a",
    "-a",
    "a--b",
    "a b",
    "ä",
    "x".repeat(49),
    "settings",
    "admin",
    "api",
    "login",
    "a/b",
  ])("can't be %j", async (slug) => {
    const { owner, scope } = await signInWithInstance();
    await expect(
      owner.api.organization.updateSlug.mutate({ ...scope, slug }),
    ).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", fieldErrors: { slug: expect.any(String) } },
    });
  });
});
