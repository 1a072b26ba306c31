import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import {
  type Browser,
  signIn,
  signInAsAdmin,
  signInWithInstance,
  uniqueEmail,
  userOf,
} from "../../dev/testing/client.ts";
import { database } from "../../dev/testing/database.ts";
import { inviteInto } from "../../dev/testing/team.ts";
import { session } from "../db/schema.ts";

// A change that is hard to undo takes a sign-in within 15 minutes (docs/decisions/sign-in-again.md).

const reason = "A test";
const signInAgain = { data: { code: "FORBIDDEN", reason: "SIGN_IN_AGAIN" } };
const forbidden = { data: { code: "FORBIDDEN" } };

const age = async (browser: Browser, userId: string) => {
  await database
    .update(session)
    .set({ createdAt: new Date(Date.now() - 16 * 60 * 1000) })
    .where(eq(session.userId, userId));
  return browser;
};

async function ownerOfOldSession() {
  const { owner, scope } = await signInWithInstance();
  const member = await inviteInto(owner, scope, "member");
  const { organizations } = await member.api.user.me.query();
  await age(owner, (await userOf(owner)).id);
  return { owner, scope, membershipId: organizations[0]?.membershipId ?? "" };
}

describe("a session that is a quarter of an hour old", () => {
  it("makes no owners and deletes no organization, and still does everything else", async () => {
    const { owner, scope, membershipId } = await ownerOfOldSession();
    const { organization } = owner.api;
    const invite = { ...scope, email: uniqueEmail() };
    for (const call of [
      () => organization.setMemberRole.mutate({ ...scope, membershipId, role: "owner" }),
      () => organization.invite.mutate({ ...invite, role: "owner" }),
      () => organization.delete.mutate({ ...scope, confirmName: "Acme" }),
    ])
      await expect(call()).rejects.toMatchObject(signInAgain);
    await organization.setMemberRole.mutate({ ...scope, membershipId, role: "admin" });
    await organization.invite.mutate({ ...invite, role: "admin" });
  });

  it("does nothing to other people, though a platform admin's", async () => {
    const { id: userId } = await userOf(await signIn());
    const admin = await signInAsAdmin();
    await age(admin, (await userOf(admin)).id);
    for (const call of [
      () => admin.api.admin.setRole.mutate({ userId, role: "admin" }),
      () => admin.api.admin.impersonate.mutate({ userId, reason }),
      () => admin.api.admin.ban.mutate({ userId, reason }),
      () => admin.api.admin.unban.mutate({ userId }),
      () => admin.api.admin.revokeSessions.mutate({ userId }),
      () => admin.api.admin.moveGoogleAccount.mutate({ userId, reason }),
    ])
      await expect(call()).rejects.toMatchObject(signInAgain);
    await admin.api.admin.users.query({});
  });

  it("connects neither Gmail nor Slack", async () => {
    const { owner, scope } = await ownerOfOldSession();
    for (const [path, body] of [
      ["google", {}],
      ["slack-bot", scope],
    ] as const) {
      const response = await owner.post(`/api/auth/integrations/link/${path}`, {
        ...body,
        callbackURL: "/",
      });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: "SIGN_IN_AGAIN" });
    }
  });

  it("of an impersonation is begun again, which no sign-in can do for it", async () => {
    const { owner, scope } = await signInWithInstance();
    const { id: userId } = await userOf(owner);
    const admin = await signInAsAdmin();
    await admin.api.admin.impersonate.mutate({ userId, reason });
    await age(admin, userId);
    const error: unknown = await admin.api.organization.delete
      .mutate({ ...scope, confirmName: "Acme" })
      .catch((failure: unknown) => failure);
    expect(error).toMatchObject(forbidden);
    expect(error).not.toMatchObject(signInAgain);
  });
});
