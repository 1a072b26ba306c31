import {
  signIn,
  signInAsAdmin,
  signInWithInstance,
  uniqueEmail,
  userOf,
} from "../../dev/testing/client.ts";
import { execute } from "../../dev/testing/database.ts";
import { inviteInto } from "../../dev/testing/team.ts";
import {
  type Caller,
  CALLERS,
  createPeople,
  createWorld,
  type World,
} from "../../dev/testing/world.ts";

import { newId } from "../db/columns.ts";

// For the tests: of every procedure, who may call it and what it costs. A procedure without a row here
// fails them, so whoever adds one says so in this table.

type Outcome = "OK" | "UNAUTHORIZED" | "FORBIDDEN" | "NOT_FOUND";

interface Row {
  /** What each caller gets for an input that is right. */
  access: Record<Caller, Outcome>;
  /**
   * SQL statements of a call that succeeds, with its authorization and what it leaves to the background;
   * BEGIN and COMMIT are not counted.
   */
  statements: number;
  /** Done so seldom that it may take more than four statements. */
  rare?: true;
  /** Makes what the call is about, and an input that is right. */
  input?: (world: World, caller: Caller) => object | Promise<object>;
  /** What the call leaves unfit for others: the organization, or the callers too. */
  ruins?: "organization" | "people";
}

const NO_SESSION = {
  anonymous: "UNAUTHORIZED",
  banned: "UNAUTHORIZED",
  revoked: "UNAUTHORIZED",
} as const;

const everybodyElse = (outcome: Outcome) => ({
  outsider: outcome,
  member: outcome,
  admin: outcome,
  owner: outcome,
  platformAdmin: outcome,
  impersonator: outcome,
  ...NO_SESSION,
});

const SIGNED_IN = everybodyElse("OK");
const MEMBERS = {
  ...everybodyElse("OK"),
  outsider: "NOT_FOUND",
  platformAdmin: "NOT_FOUND",
} as const;
const ADMINS = { ...MEMBERS, member: "FORBIDDEN" } as const;
const OWNERS = { ...ADMINS, admin: "FORBIDDEN" } as const;
const PLATFORM_ADMINS = { ...everybodyElse("FORBIDDEN"), platformAdmin: "OK" } as const;
const INVITED = { ...everybodyElse("FORBIDDEN"), outsider: "OK" } as const;

const ON_ONES_OWN = { ...everybodyElse("OK"), impersonator: "FORBIDDEN" } as const;
const IMPERSONATORS = { ...everybodyElse("FORBIDDEN"), impersonator: "OK" } as const;
/** They ask for the service token, which none of the callers has. */
const SERVICES = everybodyElse("UNAUTHORIZED");

const unique = (word: string) => `${word}-${crypto.randomUUID().slice(0, 13)}`;
const ownerOf = ({ people }: World) => people.owner.browser;

const inScope = ({ scope }: World) => scope;

async function withMachine({ scope, people }: World) {
  const { id } = await people.owner.browser.api.machine.create.mutate({
    ...scope,
    name: unique("machine"),
    type: "daytona",
  });
  return { ...scope, machineId: id };
}

async function withArchivedMachine(world: World) {
  const one = await withMachine(world);
  await ownerOf(world).api.machine.archive.mutate(one);
  return one;
}

async function withMember({ scope, ...world }: World) {
  const person = await inviteInto(ownerOf({ scope, ...world }), scope, "member");
  const { organizations } = await person.api.user.me.query();
  return { ...scope, membershipId: organizations[0]?.membershipId };
}

/** Without the API: the outsider gets more of them than one address may have open. */
async function withInvitation({ scope, people }: World) {
  const { id } = await people.owner.browser.api.organization.get.query(scope);
  const invitationId = newId("inv");
  await execute(
    `insert into organization_invitation (id, organization_id, email, role, invited_by, expires_at)
     values (?, ?, ?, 'member', ?, date_add(utc_timestamp(), interval 1 day))`,
    [invitationId, id, people.outsider.email, people.owner.id],
  );
  return { ...scope, invitationId };
}

/** With a workspace that another instance is linked to as well, so that nothing is revoked at Slack. */
async function withSlackWorkspace({ scope, people }: World) {
  const { api } = people.owner.browser;
  const [one, other] = await Promise.all([
    api.instance.get.query(scope),
    api.instance.create.mutate({ ...scope, name: unique("other") }),
  ]);
  const accountId = newId("acc");
  await execute(
    "insert into account (id, provider_id, account_id, user_id) values (?, 'slack-bot', ?, ?)",
    [accountId, unique("T"), people.owner.id],
  );
  for (const { id } of [one, other])
    await execute(
      "insert into instance_account_permission (id, instance_id, account_id) values (?, ?, ?)",
      [newId("iap"), id, accountId],
    );
  return { ...scope, accountId };
}

async function withEvent({ scope, people }: World) {
  const { id } = await people.owner.browser.api.instance.get.query(scope);
  const eventId = newId("evt");
  await execute(
    "insert into event (id, type, payload, instance_id, deduplication_key) values (?, 'slack.message', '{}', ?, ?)",
    [eventId, id, eventId],
  );
  return { ...scope, eventId };
}

/** Of the caller, in another browser. */
async function withSession({ people }: World, caller: Caller) {
  const sessionId = newId("ses");
  await execute(
    "insert into session (id, token, user_id, expires_at) select ?, ?, id, date_add(utc_timestamp(), interval 1 day) from user where id = ?",
    [sessionId, sessionId, people[caller].id],
  );
  return { sessionId };
}

/** Of whom there is everything that a change may have to end: sessions, also of others, in an organization. */
async function withUser() {
  const { owner } = await signInWithInstance();
  const { id: userId, email } = await userOf(owner);
  await signIn(email);
  const admin = await signInAsAdmin();
  await admin.api.admin.impersonate.mutate({ userId, reason: "Support" });
  return { userId };
}

export const PROCEDURES: Record<string, Row> = {
  "user.me": { access: SIGNED_IN, statements: 1 },
  "user.updateProfile": {
    access: ON_ONES_OWN,
    statements: 4,
    input: () => ({ name: "Ada Lovelace" }),
  },
  "user.connections": { access: ON_ONES_OWN, statements: 2 },
  "user.sessions": { access: ON_ONES_OWN, statements: 2 },
  "user.revokeSession": { access: ON_ONES_OWN, statements: 4, input: withSession },
  "user.revokeOtherSessions": { access: ON_ONES_OWN, statements: 4, input: withSession },
  "user.disconnectGoogle": { access: ON_ONES_OWN, statements: 2 },
  "user.ownedAlone": { access: ON_ONES_OWN, statements: 2 },
  "user.deleteAccount": {
    access: ON_ONES_OWN,
    statements: 5,
    rare: true,
    input: ({ people }, caller) => ({ confirmEmail: people[caller].email }),
    ruins: "people",
  },

  "organization.list": { access: SIGNED_IN, statements: 2 },
  "organization.create": {
    access: SIGNED_IN,
    statements: 6,
    rare: true,
    input: () => ({ name: "Another" }),
  },
  "organization.resolveSlug": {
    access: MEMBERS,
    statements: 2,
    input: async (world) => {
      const slug = unique("moved");
      await ownerOf(world).api.organization.updateSlug.mutate({ ...world.scope, slug });
      return world.scope;
    },
    ruins: "organization",
  },
  "organization.get": { access: MEMBERS, statements: 1, input: inScope },
  "organization.update": {
    access: ADMINS,
    statements: 3,
    input: ({ scope }) => ({ ...scope, name: unique("Renamed") }),
  },
  "organization.updateSlug": {
    access: ADMINS,
    statements: 7,
    rare: true,
    input: ({ scope }) => ({ ...scope, slug: unique("picked") }),
    ruins: "organization",
  },
  "organization.delete": {
    access: OWNERS,
    statements: 7,
    rare: true,
    input: ({ scope }) => ({ ...scope, confirmName: "Acme" }),
    ruins: "organization",
  },
  "organization.members": { access: MEMBERS, statements: 2, input: inScope },
  "organization.setMemberRole": {
    access: ADMINS,
    statements: 4,
    input: async (world) => ({ ...(await withMember(world)), role: "admin" }),
  },
  "organization.removeMember": { access: ADMINS, statements: 4, input: withMember },
  "organization.leave": { access: MEMBERS, statements: 4, input: inScope, ruins: "organization" },
  "organization.invitations": { access: MEMBERS, statements: 2, input: inScope },
  "organization.invite": {
    access: ADMINS,
    statements: 5,
    rare: true,
    input: ({ scope }) => ({ ...scope, email: uniqueEmail(), role: "admin" }),
  },
  "organization.revokeInvitation": {
    access: ADMINS,
    statements: 4,
    input: withInvitation,
    ruins: "organization",
  },
  // Whoever has the link may see whom it is for.
  "organization.invitation": {
    access: SIGNED_IN,
    statements: 1,
    input: withInvitation,
    ruins: "organization",
  },
  "organization.acceptInvitation": {
    access: INVITED,
    statements: 7,
    rare: true,
    input: withInvitation,
    ruins: "organization",
  },
  "organization.declineInvitation": {
    access: INVITED,
    statements: 3,
    input: withInvitation,
    ruins: "organization",
  },
  "organization.slackConnections": { access: MEMBERS, statements: 2, input: inScope },
  "organization.auditLog": { access: MEMBERS, statements: 2, input: inScope },

  "instance.list": { access: MEMBERS, statements: 2, input: inScope },
  "instance.get": { access: MEMBERS, statements: 1, input: inScope },
  "instance.create": {
    access: ADMINS,
    statements: 4,
    input: ({ scope }) => ({ ...scope, name: unique("instance") }),
  },
  "instance.update": {
    access: ADMINS,
    statements: 3,
    input: ({ scope }) => ({ ...scope, name: unique("renamed") }),
  },
  "instance.delete": {
    access: ADMINS,
    statements: 4,
    input: async (world) => {
      const { organizationSlug } = world.scope;
      const name = unique("doomed");
      const { slug } = await ownerOf(world).api.instance.create.mutate({ organizationSlug, name });
      return { organizationSlug, instanceSlug: slug, confirmName: name };
    },
  },

  "instance.slackConnections": { access: MEMBERS, statements: 2, input: inScope },
  "instance.disconnectSlack": {
    access: ADMINS,
    statements: 4,
    input: withSlackWorkspace,
  },

  "machine.list": { access: MEMBERS, statements: 2, input: inScope },
  "machine.create": {
    access: MEMBERS,
    statements: 4,
    input: ({ scope }) => ({ ...scope, name: unique("machine"), type: "daytona" }),
  },
  "machine.rename": {
    access: MEMBERS,
    statements: 4,
    input: async (world) => ({ ...(await withMachine(world)), name: unique("renamed") }),
  },
  "machine.archive": { access: MEMBERS, statements: 4, input: withMachine },
  "machine.restore": { access: MEMBERS, statements: 4, input: withArchivedMachine },
  "machine.delete": { access: MEMBERS, statements: 4, input: withMachine },

  "event.list": { access: MEMBERS, statements: 2, input: inScope },
  "event.types": { access: MEMBERS, statements: 2, input: inScope },
  "event.histogram": {
    access: MEMBERS,
    statements: 2,
    input: ({ scope }) => ({ ...scope, hours: 24 }),
  },
  "event.get": { access: MEMBERS, statements: 2, input: withEvent },

  "admin.users": { access: PLATFORM_ADMINS, statements: 2 },
  "admin.organizations": { access: PLATFORM_ADMINS, statements: 2 },
  "admin.auditLog": { access: PLATFORM_ADMINS, statements: 2 },
  "admin.unroutedEvents": { access: PLATFORM_ADMINS, statements: 2 },
  "admin.stats": { access: PLATFORM_ADMINS, statements: 2 },
  "admin.listProcedures": { access: PLATFORM_ADMINS, statements: 1 },
  // The second statement is that of the procedure it calls.
  "admin.callProcedure": {
    access: PLATFORM_ADMINS,
    statements: 2,
    input: () => ({ path: "user.me", input: {} }),
  },
  "admin.sessionInfo": { access: PLATFORM_ADMINS, statements: 1 },
  "admin.setRole": {
    access: PLATFORM_ADMINS,
    statements: 5,
    rare: true,
    input: async () => ({ ...(await withUser()), role: "admin" }),
  },
  "admin.ban": {
    access: PLATFORM_ADMINS,
    statements: 5,
    rare: true,
    input: async () => ({ ...(await withUser()), reason: "Spam" }),
  },
  "admin.unban": { access: PLATFORM_ADMINS, statements: 5, rare: true, input: withUser },
  "admin.revokeSessions": {
    access: PLATFORM_ADMINS,
    statements: 4,
    input: withUser,
  },
  "admin.moveGoogleAccount": {
    access: PLATFORM_ADMINS,
    statements: 8,
    rare: true,
    input: async () => ({ ...(await withUser()), subject: unique("sub"), reason: "A new account" }),
  },
  "admin.impersonate": {
    access: PLATFORM_ADMINS,
    statements: 4,
    input: async () => ({ ...(await withUser()), reason: "Support" }),
    ruins: "people",
  },
  "admin.stopImpersonating": {
    access: IMPERSONATORS,
    statements: 4,
    ruins: "people",
  },

  "testing.createUser": {
    access: SERVICES,
    statements: 2,
    input: () => ({ email: uniqueEmail() }),
  },
  // One for each table that it empties.
  "testing.reset": { access: SERVICES, statements: 5 },
};

/** The first of the callers who may; none where it takes more than a session. */
export const allowedCaller = ({ access }: Row): Caller | undefined =>
  (["owner", ...CALLERS] as const).find((name) => access[name] === "OK");

/** A world in which the procedure can be called without harm to the one given. */
export async function worldFor({ ruins }: Row, shared: World): Promise<World> {
  if (!ruins) return shared;
  return createWorld(ruins === "people" ? await createPeople() : shared.people);
}
