import { describe, expect, it } from "vitest";
import { signIn, signInWithInstance, uniqueEmail } from "../../../../dev/testing/client.ts";
import { countRows, execute } from "../../../../dev/testing/database.ts";
import { count, race } from "../../../../dev/testing/race.ts";
import { inviteInto } from "../../../../dev/testing/team.ts";

async function twoOwners() {
  const { owner, scope } = await signInWithInstance();
  const other = await inviteInto(owner, scope, "owner");
  const { id: organizationId } = await owner.api.organization.get.query(scope);
  const owners = await Promise.all(
    [owner, other].map(async (browser) => {
      const { user, organizations } = await browser.api.user.me.query();
      const membershipId = organizations[0]?.membershipId ?? "";
      return { browser, userId: user.id, email: user.email, membershipId };
    }),
  );
  return { owners, scope, organizationId };
}

describe("an organization", () => {
  it(
    "has an owner, however its two owners demote each other while one leaves",
    { timeout: 120_000 },
    async () => {
      // 200 rounds, in four organizations at once.
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          const { owners, scope, organizationId } = await twoOwners();
          const [one, two] = owners;
          if (!one || !two) throw new Error("There are two.");
          for (let round = 0; round < 50; round++) {
            for (const { membershipId, userId } of owners)
              await execute(
                `insert into organization_user_membership (id, organization_id, user_id, role)
               values (?, ?, ?, 'owner') on duplicate key update role = 'owner'`,
                [membershipId, organizationId, userId],
              );
            const demote = (by: typeof one, whom: typeof one) =>
              by.browser.api.organization.setMemberRole.mutate({
                ...scope,
                membershipId: whom.membershipId,
                role: "member",
              });
            const outcomes = await race([
              demote(one, two),
              demote(two, one),
              one.browser.api.organization.leave.mutate(scope),
            ]);
            expect(
              await countRows(
                "select count(*) from organization_user_membership where organization_id = ? and role = 'owner'",
                [organizationId],
              ),
            ).toBe(1);
            expect(["OK", "CONFLICT", "FORBIDDEN", "NOT_FOUND"]).toEqual(
              expect.arrayContaining(outcomes),
            );
            expect(outcomes).toContain("OK");
          }
        }),
      );
    },
  );

  it("has an owner, however its two owners delete their accounts, demote each other and leave", async () => {
    for (let round = 0; round < 6; round++) {
      const { owners, scope, organizationId } = await twoOwners();
      const [one, two] = owners;
      if (!one || !two) throw new Error("There are two.");
      await inviteInto(one.browser, scope, "member");
      const remove = ({ browser, email }: typeof one) =>
        browser.api.user.deleteAccount.mutate({ confirmEmail: email });
      const others = [
        () => remove(two),
        () => two.browser.api.organization.leave.mutate(scope),
        () =>
          two.browser.api.organization.setMemberRole.mutate({
            ...scope,
            membershipId: two.membershipId,
            role: "member",
          }),
      ];
      const outcomes = await race([remove(one), others[round % others.length]?.() ?? remove(two)]);
      expect([count(outcomes, "OK"), count(outcomes, "CONFLICT")]).toEqual([1, 1]);
      expect(
        await countRows(
          "select count(*) from organization_user_membership where organization_id = ? and role = 'owner'",
          [organizationId],
        ),
      ).toBe(1);
    }
  });

  it("takes in twenty people who accept at once", async () => {
    const { owner, scope } = await signInWithInstance();
    const invited = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const email = uniqueEmail();
        const { id } = await owner.api.organization.invite.mutate({
          ...scope,
          email,
          role: "member",
        });
        return { person: await signIn(email), invitationId: id };
      }),
    );
    const outcomes = await race(
      invited.map(({ person, invitationId }) =>
        person.api.organization.acceptInvitation.mutate({ invitationId }),
      ),
    );
    expect(outcomes).toEqual(Array.from({ length: 20 }, () => "OK"));
    expect((await owner.api.organization.members.query(scope)).items).toHaveLength(21);
  });

  it("counts an invitation once that is accepted twenty times at once", async () => {
    const { owner, scope } = await signInWithInstance();
    const email = uniqueEmail();
    const person = await signIn(email);
    const { id: invitationId } = await owner.api.organization.invite.mutate({
      ...scope,
      email,
      role: "member",
    });
    const outcomes = await race(
      Array.from({ length: 20 }, () =>
        person.api.organization.acceptInvitation.mutate({ invitationId }),
      ),
    );
    expect([count(outcomes, "OK"), count(outcomes, "NOT_FOUND")]).toEqual([1, 19]);
    const { items } = await owner.api.organization.members.query(scope);
    expect(items.map(({ role }) => role)).toEqual(["owner", "member"]);
  });

  it("is joined or not, when an invitation is accepted, declined and revoked at once", async () => {
    const { owner, scope } = await signInWithInstance();
    const email = uniqueEmail();
    const person = await signIn(email);
    for (let round = 0; round < 10; round++) {
      const { id: invitationId } = await owner.api.organization.invite.mutate({
        ...scope,
        email,
        role: "member",
      });
      const outcomes = await race([
        person.api.organization.acceptInvitation.mutate({ invitationId }),
        person.api.organization.declineInvitation.mutate({ invitationId }),
        owner.api.organization.revokeInvitation.mutate({ ...scope, invitationId }),
      ]);
      expect([count(outcomes, "OK"), count(outcomes, "NOT_FOUND")]).toEqual([1, 2]);
      const [joined] = await race([person.api.organization.get.query(scope)]);
      expect(joined).toBe(outcomes[0]);
      if (joined === "OK") await person.api.organization.leave.mutate(scope);
    }
  });

  it("opens one invitation for an email that is invited ten times at once, the first time and again", async () => {
    const { owner, scope } = await signInWithInstance();
    const email = uniqueEmail();
    for (let round = 0; round < 2; round++) {
      const outcomes = await race(
        Array.from({ length: 10 }, () =>
          owner.api.organization.invite.mutate({ ...scope, email, role: "member" }),
        ),
      );
      expect([count(outcomes, "OK"), count(outcomes, "CONFLICT")]).toEqual([1, 9]);
      const [open, ...more] = await owner.api.organization.invitations.query(scope);
      if (!open) throw new Error("An invitation should be open.");
      expect(more).toEqual([]);
      await owner.api.organization.revokeInvitation.mutate({ ...scope, invitationId: open.id });
    }
  });
});

describe("an instance", () => {
  it("that is deleted while machines are created leaves none behind", async () => {
    const { owner, scope } = await signInWithInstance();
    const { organizationSlug } = scope;
    for (let round = 0; round < 10; round++) {
      const { id, slug } = await owner.api.instance.create.mutate({
        organizationSlug,
        name: `instance-${round}`,
      });
      const one = { organizationSlug, instanceSlug: slug };
      const outcomes = await race([
        ...Array.from({ length: 6 }, (_, i) =>
          owner.api.machine.create.mutate({ ...one, name: `machine-${i}`, type: "daytona" }),
        ),
        owner.api.instance.delete.mutate({ ...one, confirmName: `instance-${round}` }),
      ]);
      expect(outcomes.at(-1)).toBe("OK");
      expect(["OK", "NOT_FOUND"]).toEqual(expect.arrayContaining(outcomes));
      expect(await countRows("select count(*) from machine where instance_id = ?", [id])).toBe(0);
      expect(await countRows("select count(*) from instance where id = ?", [id])).toBe(0);
    }
  });

  it("has a name of its own, when it is created twice at once", async () => {
    const { owner, scope } = await signInWithInstance();
    const outcomes = await race(
      Array.from({ length: 5 }, () =>
        owner.api.instance.create.mutate({ ...scope, name: "Staging" }),
      ),
    );
    expect([count(outcomes, "OK"), count(outcomes, "CONFLICT")]).toEqual([1, 4]);
  });
});
