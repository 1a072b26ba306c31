import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/mysql-core";
import { db } from "../db/client.ts";
import {
  instance,
  organization,
  organizationInvitation as invitation,
  organizationUserMembership as membership,
  session,
  user,
} from "../db/schema.ts";
import {
  inviter,
  inviterMayStillGive,
  inviterMembership,
  isInviter,
  isInviterMembership,
  isUnanswered,
} from "./open-invitation.ts";
import { impersonator, sessionColumns, sessionIsLive } from "./session.ts";

/** As many organizations may a person be a member of. */
export const MAX_ORGANIZATIONS = 100;
/** In all organizations together. Those made last are left out. */
const MAX_INSTANCES = 1_000;
/** Anybody can invite anybody, so the oldest have to be answered before others are seen. */
const MAX_INVITATIONS = 20;

const columns = {
  ...sessionColumns,
  impersonator: { id: impersonator.id, name: impersonator.name, email: impersonator.email },
  impersonationReason: session.impersonationReason,
  membership: { id: membership.id, role: membership.role },
  organization: {
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    createdAt: organization.createdAt,
  },
  instance: {
    id: instance.id,
    name: instance.name,
    slug: instance.slug,
    createdAt: instance.createdAt,
  },
  invitation: { id: invitation.id, role: invitation.role, expiresAt: invitation.expiresAt },
};

const never = sql`false`;

// Each part reads one row more than it lists: then there is more.

/** A row for each of the user's organizations, or one for a user without any. */
const memberships = db
  .select(columns)
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(membership, eq(membership.userId, user.id))
  .leftJoin(organization, eq(organization.id, membership.organizationId))
  .leftJoin(instance, never)
  .leftJoin(invitation, never)
  .where(sessionIsLive)
  .orderBy(asc(membership.id))
  .limit(MAX_ORGANIZATIONS + 1);

/** A row for each instance of these organizations. */
const instances = db
  .select(columns)
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(membership, eq(membership.userId, user.id))
  .leftJoin(organization, eq(organization.id, membership.organizationId))
  .leftJoin(instance, eq(instance.organizationId, organization.id))
  .leftJoin(invitation, never)
  .where(and(sessionIsLive, isNotNull(instance.id)))
  .orderBy(asc(instance.id))
  .limit(MAX_INSTANCES + 1);

/** A row for each open invitation to the user's email, where that email is verified. */
const invitations = db
  .select(columns)
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(membership, never)
  .leftJoin(invitation, and(eq(invitation.email, user.email), isUnanswered))
  .leftJoin(inviter, isInviter)
  .leftJoin(inviterMembership, isInviterMembership)
  .leftJoin(organization, eq(organization.id, invitation.organizationId))
  .leftJoin(instance, never)
  .where(and(sessionIsLive, eq(user.emailVerified, true), inviterMayStillGive))
  .orderBy(asc(invitation.id))
  .limit(MAX_INVITATIONS + 1);

const viewerRows = unionAll(memberships, instances, invitations).prepare();

/**
 * The user of a live session with everything that the frame of every page shows: organizations with
 * their instances, open invitations, who impersonates. One statement, authorization included.
 * @returns undefined when the session is not alive.
 */
export async function loadViewer(token: string) {
  const rows = await viewerRows.execute({ token });
  const [first] = rows;
  if (!first) return undefined;

  const organizations: ViewerOrganization[] = [];
  const instances: { organizationId: string; instance: ViewerInstance }[] = [];
  const invitations: ViewerInvitation[] = [];
  for (const { organization, membership, instance, invitation } of rows) {
    if (!organization) continue;
    if (invitation) invitations.push({ ...invitation, organization });
    else if (instance) instances.push({ organizationId: organization.id, instance });
    else if (membership)
      organizations.push({
        ...organization,
        membershipId: membership.id,
        role: membership.role,
        instances: [],
      });
  }
  // Sorted here: after a union SQL can't distinguish columns of one name.
  organizations.sort(byAge((one) => one.membershipId));
  instances.sort(byAge((one) => one.instance.id));
  invitations.sort(byAge((one) => one.id));

  const listed = new Map(organizations.slice(0, MAX_ORGANIZATIONS).map((one) => [one.id, one]));
  for (const { organizationId, instance } of instances.slice(0, MAX_INSTANCES))
    listed.get(organizationId)?.instances.push(instance);
  return {
    session: first.session,
    user: first.user,
    impersonation: first.impersonator && {
      admin: first.impersonator,
      reason: first.impersonationReason,
      endsAt: first.session.expiresAt.toISOString(),
    },
    organizations: [...listed.values()],
    invitations: invitations.slice(0, MAX_INVITATIONS),
    /** Of what there is more than is listed. */
    more: {
      organizations: organizations.length > MAX_ORGANIZATIONS,
      instances: instances.length > MAX_INSTANCES,
      invitations: invitations.length > MAX_INVITATIONS,
    },
  };
}

/**
 * What the viewer is in an organization, and which of its instances is meant: the same as the statements
 * of `authorize.ts` answer, without another one.
 */
export function findScope(
  viewer: Viewer,
  scope: { organizationSlug: string; instanceSlug?: string },
) {
  const { session, user, organizations } = viewer;
  const found = organizations.find(({ slug }) => slug === scope.organizationSlug);
  if (!found) return { session, user, organization: null, membership: null, instance: null };
  const { membershipId, role, instances, ...organization } = found;
  return {
    session,
    user,
    organization,
    membership: { id: membershipId, role },
    instance: instances.find(({ slug }) => slug === scope.instanceSlug) ?? null,
  };
}

/** The oldest first: TypeIDs sort by their time. */
function byAge<T>(id: (item: T) => string) {
  return (a: T, b: T) => (id(a) < id(b) ? -1 : 1);
}

export type Viewer = NonNullable<Awaited<ReturnType<typeof loadViewer>>>;
type Row = Awaited<ReturnType<typeof viewerRows.execute>>[number];
type Organization = NonNullable<Row["organization"]>;

interface ViewerOrganization extends Organization {
  membershipId: string;
  role: NonNullable<Row["membership"]>["role"];
  instances: ViewerInstance[];
}

type ViewerInstance = NonNullable<Row["instance"]>;

type ViewerInvitation = NonNullable<Row["invitation"]> & { organization: Organization };
