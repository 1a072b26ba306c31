import { describe, expect, it } from "vitest";
import {
  type Browser,
  signIn,
  signInWithInstance,
  uniqueEmail,
} from "../../../../dev/testing/client.ts";
import { execute } from "../../../../dev/testing/database.ts";
import { inviteInto } from "../../../../dev/testing/team.ts";

const failsWith = (code: string) => ({ data: { code } });

const allFailWith = (code: string, calls: Promise<unknown>[]) =>
  Promise.all(calls.map((call) => expect(call).rejects.toMatchObject(failsWith(code))));

async function team() {
  const { owner, scope } = await signInWithInstance();
  const join = (role: "owner" | "admin" | "member") => inviteInto(owner, scope, role);
  return { owner, scope, join };
}

/** The membership of somebody, as the team page lists it. */
async function membershipOf(person: Browser, scope: { organizationSlug: string }) {
  const { user } = await person.api.user.me.query();
  const { items } = await person.api.organization.members.query(scope);
  const found = items.find((member) => member.user.id === user.id);
  if (!found) throw new Error(`${user.email} is not a member.`);
  return found;
}

describe("members", () => {
  it("are listed the longest member first, page by page", async () => {
    const { owner, scope, join } = await team();
    for (const role of ["admin", "member"] as const) await join(role);
    const { members } = owner.api.organization;
    const all = await members.query(scope);
    expect(all.items.map(({ role }) => role)).toEqual(["owner", "admin", "member"]);
    expect(all.nextCursor).toBeNull();

    const first = await members.query({ ...scope, limit: 2 });
    expect(first.items).toEqual(all.items.slice(0, 2));
    const second = await members.query({ ...scope, limit: 2, cursor: first.nextCursor ?? "" });
    expect(second).toEqual({ items: all.items.slice(2), nextCursor: null });
    await expect(members.query({ ...scope, limit: 101 })).rejects.toMatchObject(
      failsWith("BAD_REQUEST"),
    );
  });

  it("get another role, at once, and the audit log says which", async () => {
    const { owner, scope, join } = await team();
    const person = await join("member");
    const { id: membershipId } = await membershipOf(person, scope);
    const instance = { ...scope, name: "staging" };
    await expect(person.api.instance.create.mutate(instance)).rejects.toMatchObject(
      failsWith("FORBIDDEN"),
    );
    expect(
      await owner.api.organization.setMemberRole.mutate({ ...scope, membershipId, role: "admin" }),
    ).toEqual({ id: membershipId, role: "admin" });
    await person.api.instance.create.mutate(instance);
    const { items } = await owner.api.organization.auditLog.query({
      ...scope,
      action: "member.setRole",
    });
    expect(items).toMatchObject([
      { target: membershipId, metadata: { before: { role: "member" }, after: { role: "admin" } } },
    ]);
  });

  it("are managed by admins, owners only by owners", async () => {
    const { owner, scope, join } = await team();
    const [admin, member] = [await join("admin"), await join("member")];
    const ids = {
      owner: (await membershipOf(owner, scope)).id,
      admin: (await membershipOf(admin, scope)).id,
      member: (await membershipOf(member, scope)).id,
    };
    const { organization } = admin.api;
    const forbidden = failsWith("FORBIDDEN");
    await expect(
      organization.setMemberRole.mutate({ ...scope, membershipId: ids.member, role: "owner" }),
    ).rejects.toMatchObject(forbidden);
    await expect(
      organization.setMemberRole.mutate({ ...scope, membershipId: ids.admin, role: "owner" }),
    ).rejects.toMatchObject(forbidden);
    await expect(
      organization.setMemberRole.mutate({ ...scope, membershipId: ids.owner, role: "member" }),
    ).rejects.toMatchObject(forbidden);
    await expect(
      organization.removeMember.mutate({ ...scope, membershipId: ids.owner }),
    ).rejects.toMatchObject(forbidden);
    await expect(
      organization.invite.mutate({ ...scope, email: uniqueEmail(), role: "owner" }),
    ).rejects.toMatchObject(forbidden);

    await organization.setMemberRole.mutate({ ...scope, membershipId: ids.member, role: "admin" });
    await organization.removeMember.mutate({ ...scope, membershipId: ids.member });
    await expect(member.api.organization.get.query(scope)).rejects.toMatchObject(
      failsWith("NOT_FOUND"),
    );
  });

  it("are out of reach through another organization", async () => {
    const { scope, join } = await team();
    const { id: membershipId } = await membershipOf(await join("member"), scope);
    const { owner: stranger, scope: elsewhere } = await team();
    await allFailWith("NOT_FOUND", [
      stranger.api.organization.removeMember.mutate({ ...elsewhere, membershipId }),
      stranger.api.organization.setMemberRole.mutate({ ...elsewhere, membershipId, role: "admin" }),
      stranger.api.organization.removeMember.mutate({ ...scope, membershipId }),
    ]);
  });

  it("leave, but not the last owner", async () => {
    const { owner, scope, join } = await team();
    const { organization } = owner.api;
    const { id: membershipId } = await membershipOf(owner, scope);
    await allFailWith("CONFLICT", [
      organization.leave.mutate(scope),
      organization.removeMember.mutate({ ...scope, membershipId }),
      organization.setMemberRole.mutate({ ...scope, membershipId, role: "admin" }),
    ]);
    await organization.setMemberRole.mutate({ ...scope, membershipId, role: "owner" });

    await join("owner");
    await organization.leave.mutate(scope);
    await expect(organization.get.query(scope)).rejects.toMatchObject(failsWith("NOT_FOUND"));
  });
});

describe("an invitation", () => {
  it("makes somebody a member with the role it offers, once", async () => {
    const { owner, scope } = await team();
    const email = uniqueEmail();
    const invited = await owner.api.organization.invite.mutate({
      ...scope,
      email: ` ${email.toUpperCase()} `,
      role: "admin",
    });
    expect(invited).toMatchObject({ email, role: "admin" });
    const week = Date.parse(invited.expiresAt) - Date.parse(invited.createdAt);
    expect(week).toBe(7 * 24 * 60 * 60 * 1000);
    expect(await owner.api.organization.invitations.query(scope)).toMatchObject([
      { id: invited.id, email, invitedBy: { name: expect.any(String) } },
    ]);

    const person = await signIn(email);
    const invitationId = invited.id;
    expect((await person.api.user.me.query()).invitations).toMatchObject([{ id: invitationId }]);
    expect(await person.api.organization.invitation.query({ invitationId })).toMatchObject({
      role: "admin",
      isForUser: true,
      organization: { name: "Acme" },
    });
    expect(await person.api.organization.acceptInvitation.mutate({ invitationId })).toMatchObject({
      organization: { slug: scope.organizationSlug },
    });
    expect(await person.api.organization.get.query(scope)).toMatchObject({ role: "admin" });
    await expect(
      person.api.organization.acceptInvitation.mutate({ invitationId }),
    ).rejects.toMatchObject(failsWith("NOT_FOUND"));
    expect(await owner.api.organization.invitations.query(scope)).toEqual([]);
  });

  it("is for its email alone, and that verified", async () => {
    const { owner, scope } = await team();
    const email = uniqueEmail();
    const { id: invitationId } = await owner.api.organization.invite.mutate({
      ...scope,
      email,
      role: "member",
    });
    const somebodyElse = await signIn();
    expect(await somebodyElse.api.organization.invitation.query({ invitationId })).toMatchObject({
      email,
      isForUser: false,
    });
    const { organization } = somebodyElse.api;
    await expect(organization.acceptInvitation.mutate({ invitationId })).rejects.toMatchObject(
      failsWith("FORBIDDEN"),
    );
    await expect(organization.declineInvitation.mutate({ invitationId })).rejects.toMatchObject(
      failsWith("FORBIDDEN"),
    );

    const person = await signIn(email);
    await execute("update user set email_verified = false where email = ?", [email]);
    expect((await person.api.user.me.query()).invitations).toEqual([]);
    await expect(
      person.api.organization.acceptInvitation.mutate({ invitationId }),
    ).rejects.toMatchObject(failsWith("FORBIDDEN"));
  });

  it("is over once declined, revoked or expired, and can then be sent again with a new link", async () => {
    const { owner, scope } = await team();
    const email = uniqueEmail();
    const person = await signIn(email);
    const { invite, revokeInvitation } = owner.api.organization;
    const endings = {
      declined: (invitationId: string) =>
        person.api.organization.declineInvitation.mutate({ invitationId }),
      revoked: (invitationId: string) => revokeInvitation.mutate({ ...scope, invitationId }),
      expired: (invitationId: string) =>
        execute("update organization_invitation set expires_at = utc_timestamp(3) where id = ?", [
          invitationId,
        ]),
    };
    const links = new Set<string>();
    for (const end of Object.values(endings)) {
      const { id: invitationId } = await invite.mutate({ ...scope, email, role: "member" });
      links.add(invitationId);
      await expect(invite.mutate({ ...scope, email, role: "admin" })).rejects.toMatchObject(
        failsWith("CONFLICT"),
      );
      await end(invitationId);
      await allFailWith("NOT_FOUND", [
        person.api.organization.acceptInvitation.mutate({ invitationId }),
        person.api.organization.declineInvitation.mutate({ invitationId }),
        person.api.organization.invitation.query({ invitationId }),
      ]);
    }
    expect(links.size).toBe(3);
    await expect(person.api.organization.get.query(scope)).rejects.toMatchObject(
      failsWith("NOT_FOUND"),
    );
  });

  it("is refused for a member, and can't be revoked from another organization", async () => {
    const { owner, scope, join } = await team();
    const { user } = await (await join("member")).api.user.me.query();
    await expect(
      owner.api.organization.invite.mutate({ ...scope, email: user.email, role: "admin" }),
    ).rejects.toMatchObject(failsWith("CONFLICT"));

    const { id: invitationId } = await owner.api.organization.invite.mutate({
      ...scope,
      email: uniqueEmail(),
      role: "member",
    });
    const { owner: stranger, scope: elsewhere } = await team();
    await expect(
      stranger.api.organization.revokeInvitation.mutate({ ...elsewhere, invitationId }),
    ).rejects.toMatchObject(failsWith("NOT_FOUND"));
    expect(await owner.api.organization.invitations.query(scope)).toHaveLength(1);
  });

  it.each(["", "ada", "ada@", "@example.com", `${"x".repeat(250)}@example.com`])(
    "is refused for the email %j",
    async (email) => {
      const { owner, scope } = await team();
      await expect(
        owner.api.organization.invite.mutate({ ...scope, email, role: "member" }),
      ).rejects.toMatchObject({
        data: { code: "BAD_REQUEST", fieldErrors: { email: expect.any(String) } },
      });
    },
  );
});
