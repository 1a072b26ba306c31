import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import {
  type Browser,
  signIn,
  signInAsAdmin,
  signInWithInstance,
  uniqueEmail,
  userOf,
} from "../../../../dev/testing/client.ts";
import { database, execute } from "../../../../dev/testing/database.ts";
import { count, race } from "../../../../dev/testing/race.ts";
import { inviteInto } from "../../../../dev/testing/team.ts";
import { insertOrganization } from "../../../../dev/testing/world.ts";
import {
  instance,
  organizationInvitation as invitation,
  organizationUserMembership as membership,
  type Role,
} from "../../../db/schema.ts";

const failsWith = (code: string) => ({ data: { code } });

type Scope = Awaited<ReturnType<typeof signInWithInstance>>["scope"];

async function membershipIdOf(person: Browser) {
  const { organizations } = await person.api.user.me.query();
  return organizations[0]?.membershipId ?? "";
}

/** An organization with an owner, an inviter, and a person whom the inviter has invited. */
async function invitedBy(inviterRole: Role, role: Role) {
  const { owner, scope } = await signInWithInstance();
  const inviter = await inviteInto(owner, scope, inviterRole);
  const email = uniqueEmail();
  const person = await signIn(email);
  const { id: invitationId } = await inviter.api.organization.invite.mutate({
    ...scope,
    email,
    role,
  });
  return { owner, scope, inviter, person, email, invitationId };
}

type Given = Awaited<ReturnType<typeof invitedBy>>;

const endings: Record<string, (given: Given) => Promise<unknown>> = {
  removed: async ({ owner, scope, inviter }) =>
    owner.api.organization.removeMember.mutate({
      ...scope,
      membershipId: await membershipIdOf(inviter),
    }),
  demoted: async ({ owner, scope, inviter }) =>
    owner.api.organization.setMemberRole.mutate({
      ...scope,
      membershipId: await membershipIdOf(inviter),
      role: "member",
    }),
  gone: ({ inviter, scope }) => inviter.api.organization.leave.mutate(scope),
  banned: async ({ inviter }) =>
    (await signInAsAdmin()).api.admin.ban.mutate({
      userId: (await userOf(inviter)).id,
      reason: "Spam",
    }),
  deleted: async ({ inviter }) =>
    inviter.api.user.deleteAccount.mutate({ confirmEmail: (await userOf(inviter)).email }),
};

describe("an invitation", () => {
  it.each(Object.keys(endings))("is not open any more once its inviter is %s", async (ending) => {
    const given = await invitedBy("admin", "admin");
    const { owner, scope, person, email, invitationId } = given;
    await endings[ending]?.(given);
    const { organization } = person.api;
    expect(
      await race([
        organization.invitation.query({ invitationId }),
        organization.acceptInvitation.mutate({ invitationId }),
        organization.declineInvitation.mutate({ invitationId }),
      ]),
    ).toEqual(["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"]);
    expect((await person.api.user.me.query()).invitations).toEqual([]);
    expect(await owner.api.organization.invitations.query(scope)).toMatchObject([
      { id: invitationId, inviterMayStillGive: false },
    ]);

    const again = await owner.api.organization.invite.mutate({ ...scope, email, role: "member" });
    await organization.acceptInvitation.mutate({ invitationId: again.id });
    expect(await organization.get.query(scope)).toMatchObject({ role: "member" });
  });

  it("makes an owner only as long as its inviter is one", async () => {
    const { owner, scope, inviter, person, invitationId } = await invitedBy("owner", "owner");
    const setRole = async (role: Role) =>
      owner.api.organization.setMemberRole.mutate({
        ...scope,
        membershipId: await membershipIdOf(inviter),
        role,
      });
    await setRole("admin");
    await expect(
      person.api.organization.acceptInvitation.mutate({ invitationId }),
    ).rejects.toMatchObject(failsWith("NOT_FOUND"));
    await setRole("owner");
    await person.api.organization.acceptInvitation.mutate({ invitationId });
    expect(await person.api.organization.get.query(scope)).toMatchObject({ role: "owner" });
  });

  it("waits for a removal of its inviter that has begun", async () => {
    const { inviter, person, invitationId } = await invitedBy("admin", "admin");
    const id = await membershipIdOf(inviter);
    let accepting: Promise<string[]> | undefined;
    await database.transaction(async (tx) => {
      await tx.delete(membership).where(eq(membership.id, id));
      accepting = race([person.api.organization.acceptInvitation.mutate({ invitationId })]);
      await Promise.race([accepting, untilLocked(invitationId)]);
    });
    expect(await accepting).toEqual(["NOT_FOUND"]);
  });

  it("says in the audit log who made it, also as whom", async () => {
    const { owner, scope } = await signInWithInstance();
    const { id: userId, email: ownerEmail } = await userOf(owner);
    const admin = await signInAsAdmin();
    const adminId = (await userOf(admin)).id;
    await admin.api.admin.impersonate.mutate({ userId, reason: "Support" });
    const ids = [];
    for (const inviter of [owner, admin]) {
      const email = uniqueEmail();
      const person = await signIn(email);
      const { id: invitationId } = await inviter.api.organization.invite.mutate({
        ...scope,
        email,
        role: "member",
      });
      await person.api.organization.acceptInvitation.mutate({ invitationId });
      ids.push(invitationId);
    }
    const { items } = await owner.api.organization.auditLog.query({
      ...scope,
      action: "invitation.accept",
    });
    const by = { id: userId, email: ownerEmail };
    expect(items.map(({ target, metadata }) => [target, metadata["invitedBy"]])).toEqual([
      [ids[1], { ...by, impersonatorId: adminId }],
      [ids[0], { ...by, impersonatorId: null }],
    ]);
  });
});

/** Resolves once a transaction has locked the invitation, as the one that accepts it does. */
async function untilLocked(invitationId: string) {
  for (;;) {
    const { rows } = await execute(
      "select id from organization_invitation where id = ? for update skip locked",
      [invitationId],
    );
    if (rows.length === 0) return;
  }
}

describe("a platform admin who acts as an owner", () => {
  it("makes no owners, and does not invite their own address", async () => {
    const { owner, scope } = await signInWithInstance();
    const member = await inviteInto(owner, scope, "member");
    const membershipId = await membershipIdOf(member);
    const admin = await signInAsAdmin();
    const { email: ownAddress } = await userOf(admin);
    await admin.api.admin.impersonate.mutate({
      userId: (await userOf(owner)).id,
      reason: "Support",
    });
    const { organization } = admin.api;
    expect(
      await race([
        organization.setMemberRole.mutate({ ...scope, membershipId, role: "owner" }),
        organization.invite.mutate({ ...scope, email: uniqueEmail(), role: "owner" }),
        organization.invite.mutate({ ...scope, email: ownAddress, role: "member" }),
      ]),
    ).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    await organization.setMemberRole.mutate({ ...scope, membershipId, role: "admin" });
    await organization.invite.mutate({ ...scope, email: uniqueEmail(), role: "admin" });
  });

  it("accepts no invitation that makes the person an owner", async () => {
    const { person, invitationId } = await invitedBy("owner", "owner");
    const admin = await signInAsAdmin();
    await admin.api.admin.impersonate.mutate({
      userId: (await userOf(person)).id,
      reason: "Support",
    });
    await expect(
      admin.api.organization.acceptInvitation.mutate({ invitationId }),
    ).rejects.toMatchObject(failsWith("FORBIDDEN"));
    await person.api.organization.acceptInvitation.mutate({ invitationId });
  });
});

/** Rows as if `organizationIds` had sent an invitation just now. */
const insertInvitations = (organizationIds: string[], emails: string[], invitedBy: string) =>
  database.insert(invitation).values(
    emails.map((email, i) => ({
      organizationId: organizationIds[i % organizationIds.length] ?? "",
      email,
      role: "member" as const,
      invitedBy,
      expiresAt: new Date(Date.now() + 1000 * 60 * 60).toISOString(),
    })),
  );

async function insertOrganizations(howMany: number, ownerId: string) {
  const made = [];
  for (let i = 0; i < howMany; i++) made.push(await insertOrganization(`Acme ${i}`, ownerId));
  return made;
}

const invite = (
  browser: Browser,
  { organizationSlug }: { organizationSlug: string },
  email: string,
) => browser.api.organization.invite.mutate({ organizationSlug, email, role: "member" });

describe("invitations", () => {
  it("for one address are at most 20 at a time, by whichever organizations", async () => {
    const victim = await signIn();
    const { email } = await userOf(victim);
    const spammer = await signIn();
    const { id } = await userOf(spammer);
    const made = await insertOrganizations(19, id);
    await insertInvitations(
      made.map((one) => one.id),
      made.map(() => email),
      id,
    );
    const others = await Promise.all(Array.from({ length: 5 }, signInWithInstance));
    const outcomes = await race(others.map(({ owner, scope }) => invite(owner, scope, email)));
    expect([count(outcomes, "OK"), count(outcomes, "UNPROCESSABLE_CONTENT")]).toEqual([1, 4]);
    expect((await victim.api.user.me.query()).invitations).toHaveLength(20);

    // Of more, which may have come from before there was an account, as many are shown.
    const late = await insertOrganizations(1, id);
    await insertInvitations([late[0]?.id ?? ""], [email], id);
    const { invitations, more } = await victim.api.user.me.query();
    expect([invitations.length, more.invitations]).toEqual([20, true]);

    // Those that cannot be answered any more keep no other out.
    await execute("update user set banned = true where id = ?", [id]);
    expect((await victim.api.user.me.query()).invitations).toHaveLength(1);
    const { owner, scope } = await signInWithInstance();
    await invite(owner, scope, email);
  });

  it("by one person are at most 200 a day, in whichever organizations", async () => {
    const { owner, scope } = await signInWithInstance();
    const { id } = await userOf(owner);
    const elsewhere = await insertOrganizations(1, id);
    await insertInvitations(
      elsewhere.map((one) => one.id),
      Array.from({ length: 199 }, () => uniqueEmail()),
      id,
    );
    const outcomes = await race(
      Array.from({ length: 20 }, () => invite(owner, scope, uniqueEmail())),
    );
    expect([count(outcomes, "OK"), count(outcomes, "UNPROCESSABLE_CONTENT")]).toEqual([1, 19]);

    await execute(
      "update organization_invitation set created_at = created_at - interval 25 hour where invited_by = ?",
      [id],
    );
    await invite(owner, scope, uniqueEmail());
  });

  it("of one organization without an answer are at most 200", async () => {
    const { owner, scope } = await signInWithInstance();
    const { id: organizationId } = await owner.api.organization.get.query(scope);
    const emails = Array.from({ length: 199 }, () => uniqueEmail());
    await insertInvitations([organizationId], emails, (await userOf(await signIn())).id);
    const outcomes = await race(
      Array.from({ length: 20 }, () => invite(owner, scope, uniqueEmail())),
    );
    expect([count(outcomes, "OK"), count(outcomes, "UNPROCESSABLE_CONTENT")]).toEqual([1, 19]);
  });
});

describe("a person", () => {
  it("creates at most 20 organizations a day, also at once", async () => {
    const owner = await signIn();
    const outcomes = await race(
      Array.from({ length: 21 }, () => owner.api.organization.create.mutate({ name: "Acme" })),
    );
    expect([count(outcomes, "OK"), count(outcomes, "UNPROCESSABLE_CONTENT")]).toEqual([20, 1]);
    const [first] = await owner.api.organization.list.query();
    const organizationSlug = first?.slug ?? "";
    // Deleting one does not make room for another.
    await owner.api.organization.delete.mutate({ organizationSlug, confirmName: "Acme" });
    await expect(owner.api.organization.create.mutate({ name: "Acme" })).rejects.toMatchObject(
      failsWith("UNPROCESSABLE_CONTENT"),
    );
  });

  it("is a member of at most 100 organizations", async () => {
    const email = uniqueEmail();
    const person = await signIn(email);
    const { id } = await userOf(person);
    await insertOrganizations(98, id);
    const invitationIds = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const { owner, scope } = await signInWithInstance();
        return (await invite(owner, scope, email)).id;
      }),
    );
    const outcomes = await race([
      ...invitationIds.map((invitationId) =>
        person.api.organization.acceptInvitation.mutate({ invitationId }),
      ),
      person.api.organization.create.mutate({ name: "Acme" }),
    ]);
    expect([count(outcomes, "OK"), count(outcomes, "UNPROCESSABLE_CONTENT")]).toEqual([2, 2]);
    expect((await person.api.user.me.query()).organizations).toHaveLength(100);
  });

  it("with more than 1,000 instances is shown those, and reaches the others", async () => {
    const person = await signIn();
    const { id } = await userOf(person);
    const made = await insertOrganizations(11, id);
    for (const { id: organizationId } of made)
      await database.insert(instance).values(
        Array.from({ length: 100 }, (_, i) => ({
          organizationId,
          name: `instance-${i}`,
          slug: `instance-${i}`,
        })),
      );
    const { organizations, more } = await person.api.user.me.query();
    expect(organizations).toHaveLength(11);
    expect(organizations.flatMap(({ instances }) => instances)).toHaveLength(1000);
    expect(more).toEqual({ organizations: false, instances: true, invitations: false });

    const organizationSlug = made.at(-1)?.slug ?? "";
    const scope: Scope = { organizationSlug, instanceSlug: "instance-99" };
    const inputs = encodeURIComponent(JSON.stringify({ 1: scope }));
    const response = await person.fetch(`/api/trpc/user.me,instance.get?batch=1&input=${inputs}`);
    expect(response.status).toBe(200);
  });
});
