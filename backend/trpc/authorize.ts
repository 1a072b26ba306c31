import { and, eq, gt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { db } from "../db/client.ts";
import {
  instance,
  organization,
  organizationInvitation as invitation,
  organizationUserMembership as membership,
  session,
  user,
} from "../db/schema.ts";
import { impersonator, now, sessionColumns, sessionIsLive } from "./session.ts";
import { loadViewer } from "./viewer.ts";

// The statements that authorize a call: one a scope, joining everything that has to be true at this
// moment. So a revoked session, a ban or a removed membership counts from the next request on,
// whatever the session cookie's cache still says. Prepared once: building the SQL costs more than running it.

const organizationColumns = {
  organization: {
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    createdAt: organization.createdAt,
  },
  membership: { id: membership.id, role: membership.role },
};

const instanceColumns = {
  instance: {
    id: instance.id,
    name: instance.name,
    slug: instance.slug,
    createdAt: instance.createdAt,
  },
};

const ownMembership = and(
  eq(membership.organizationId, organization.id),
  eq(membership.userId, user.id),
);

const bySession = db
  .select(sessionColumns)
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .where(sessionIsLive)
  .prepare();

const byOrganization = db
  .select({ ...sessionColumns, ...organizationColumns })
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(organization, eq(organization.slug, sql.placeholder("organizationSlug")))
  .leftJoin(membership, ownMembership)
  .where(sessionIsLive)
  .prepare();

const byInstance = db
  .select({ ...sessionColumns, ...organizationColumns, ...instanceColumns })
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(organization, eq(organization.slug, sql.placeholder("organizationSlug")))
  .leftJoin(membership, ownMembership)
  .leftJoin(
    instance,
    and(
      eq(instance.organizationId, organization.id),
      eq(instance.slug, sql.placeholder("instanceSlug")),
    ),
  )
  .where(sessionIsLive)
  .prepare();

const inviter = alias(user, "inviter");

const byInvitation = db
  .select({
    ...sessionColumns,
    emailVerified: user.emailVerified,
    organization: { id: organization.id, name: organization.name, slug: organization.slug },
    invitation: {
      id: invitation.id,
      email: invitation.email,
      role: invitation.role,
      expiresAt: invitation.expiresAt,
    },
    inviter: { name: inviter.name },
  })
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(
    invitation,
    and(
      eq(invitation.id, sql.placeholder("invitationId")),
      eq(invitation.status, "pending"),
      gt(invitation.expiresAt, now),
    ),
  )
  .leftJoin(organization, eq(organization.id, invitation.organizationId))
  .leftJoin(inviter, eq(inviter.id, invitation.invitedBy))
  .where(sessionIsLive)
  .prepare();

export interface OrganizationScope {
  organizationSlug: string;
}
export interface InstanceScope extends OrganizationScope {
  instanceSlug: string;
}
export interface InvitationScope {
  invitationId: string;
}

/**
 * Authorizes the calls of one request: however many of them ask for the same scope, one statement
 * runs. Each answers undefined when there is no live session; `organization`, `membership` and
 * `instance` are null when they do not exist or are not the user's, `invitation` when it is not open.
 * @param readToken gives the session token of the request, if it has one.
 */
export function createAuthorizer(readToken: () => Promise<string | undefined>) {
  const token = memoize(readToken);

  return {
    session: memoize(async () => {
      const sessionToken = await token();
      return sessionToken ? (await bySession.execute({ token: sessionToken }))[0] : undefined;
    }),
    organization: memoize(async (scope: OrganizationScope) => {
      const sessionToken = await token();
      return sessionToken
        ? (await byOrganization.execute({ ...scope, token: sessionToken }))[0]
        : undefined;
    }),
    instance: memoize(async (scope: InstanceScope) => {
      const sessionToken = await token();
      return sessionToken
        ? (await byInstance.execute({ ...scope, token: sessionToken }))[0]
        : undefined;
    }),
    invitation: memoize(async (scope: InvitationScope) => {
      const sessionToken = await token();
      return sessionToken
        ? (await byInvitation.execute({ ...scope, token: sessionToken }))[0]
        : undefined;
    }),
    viewer: memoize(async () => {
      const sessionToken = await token();
      return sessionToken ? loadViewer(sessionToken) : undefined;
    }),
  };
}

export type Authorizer = ReturnType<typeof createAuthorizer>;

/** Runs `fn` once for each different list of arguments (told apart by their JSON). */
function memoize<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R {
  const results = new Map<string, R>();
  return (...args) => {
    const key = JSON.stringify(args);
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = fn(...args);
    results.set(key, result);
    return result;
  };
}
