import type { Role } from "../../backend/db/schema.ts";
import { type Browser, signIn, uniqueEmail } from "./client.ts";

/** Somebody new who has just accepted an invitation of `inviter` into the organization. */
export async function inviteInto(
  inviter: Browser,
  { organizationSlug }: { organizationSlug: string },
  role: Role,
): Promise<Browser> {
  const email = uniqueEmail(role);
  const [person, { id: invitationId }] = await Promise.all([
    signIn(email),
    inviter.api.organization.invite.mutate({ organizationSlug, email, role }),
  ]);
  await person.api.organization.acceptInvitation.mutate({ invitationId });
  return person;
}

/** An admin of an organization, and its owner's taking that away. */
export async function adminToBeDemoted(owner: Browser, scope: { organizationSlug: string }) {
  const admin = await inviteInto(owner, scope, "admin");
  const { organizations } = await admin.api.user.me.query();
  const membershipId = organizations[0]?.membershipId ?? "";
  const demote = () =>
    owner.api.organization.setMemberRole.mutate({ ...scope, membershipId, role: "member" });
  return { admin, demote };
}
