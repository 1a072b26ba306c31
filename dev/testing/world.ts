import { newId } from "../../backend/db/columns.ts";
import { type Browser, Browser as NewBrowser, signIn, uniqueEmail } from "./client.ts";
import { organization, organizationUserMembership as membership } from "../../backend/db/schema.ts";
import { database, execute } from "./database.ts";

/** Everybody whose rights are told apart: what they are to the organization that a call is about. */
export const CALLERS = [
  "anonymous",
  "outsider",
  "member",
  "admin",
  "owner",
  "platformAdmin",
  /** A platform admin who acts as the owner. */
  "impersonator",
  /** An owner who is banned. */
  "banned",
  /** An owner whose session was revoked. */
  "revoked",
] as const;
export type Caller = (typeof CALLERS)[number];

interface Person {
  id: string;
  email: string;
  browser: Browser;
}

export type People = Record<Caller, Person>;

/** The callers, and an organization with one instance to which they are what their names say. */
export interface World {
  people: People;
  scope: { organizationSlug: string; instanceSlug: string };
}

async function person(email = uniqueEmail()): Promise<Person> {
  const browser = await signIn(email);
  const { user } = await browser.api.user.me.query();
  return { id: user.id, email, browser };
}

export async function createPeople(): Promise<People> {
  const [outsider, member, admin, owner, platformAdmin, impersonator, banned, revoked] =
    await Promise.all([
      person(),
      person(),
      person(),
      person(),
      person(),
      person(),
      person(),
      person(),
    ]);
  for (const { id } of [platformAdmin, impersonator])
    await execute("update user set role = 'admin' where id = ?", [id]);
  await execute("update user set banned = true where id = ?", [banned.id]);
  await execute("delete from session where user_id = ?", [revoked.id]);
  // Another one: a platform admin who ends their own sessions ends what they act as others in.
  const { browser } = impersonator;
  await browser.api.admin.impersonate.mutate({ userId: owner.id, reason: "Support" });
  return {
    anonymous: { id: "", email: "", browser: new NewBrowser() },
    outsider,
    member,
    admin,
    owner,
    platformAdmin,
    impersonator: { ...owner, browser },
    banned,
    revoked,
  };
}

/** Makes an organization, without regard to how many its owner has created today. */
export async function insertOrganization(name: string, ownerId: string) {
  const id = newId("org");
  const slug = `world-${crypto.randomUUID().slice(0, 13)}`;
  await database.insert(organization).values({ id, name, slug });
  await database.insert(membership).values({ organizationId: id, userId: ownerId, role: "owner" });
  return { id, slug };
}

export async function createWorld(people: People): Promise<World> {
  const { id, slug: organizationSlug } = await insertOrganization("Acme", people.owner.id);
  const { slug: instanceSlug } = await people.owner.browser.api.instance.create.mutate({
    organizationSlug,
    name: "production",
  });
  const roles = { member: "member", admin: "admin", banned: "owner", revoked: "owner" } as const;
  for (const caller of ["member", "admin", "banned", "revoked"] as const)
    await execute(
      "insert into organization_user_membership (id, organization_id, user_id, role) values (?, ?, ?, ?)",
      [newId("member"), id, people[caller].id, roles[caller]],
    );
  return { people, scope: { organizationSlug, instanceSlug } };
}
