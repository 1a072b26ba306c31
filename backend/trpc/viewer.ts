import { and, eq, gt, sql } from "drizzle-orm";
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
import { impersonator, now, sessionColumns, sessionIsLive } from "./session.ts";

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

/** A row for each of the user's instances, and one for an organization or a user without any. */
const memberships = db
  .select(columns)
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(membership, eq(membership.userId, user.id))
  .leftJoin(organization, eq(organization.id, membership.organizationId))
  .leftJoin(instance, eq(instance.organizationId, organization.id))
  .leftJoin(invitation, never)
  .where(sessionIsLive);

/** A row for each open invitation to the user's email, where that email is verified. */
const invitations = db
  .select(columns)
  .from(session)
  .innerJoin(user, eq(user.id, session.userId))
  .leftJoin(impersonator, eq(impersonator.id, session.impersonatedBy))
  .leftJoin(membership, never)
  .leftJoin(
    invitation,
    and(
      eq(invitation.email, user.email),
      eq(invitation.status, "pending"),
      gt(invitation.expiresAt, now),
    ),
  )
  .leftJoin(organization, eq(organization.id, invitation.organizationId))
  .leftJoin(instance, never)
  .where(and(sessionIsLive, eq(user.emailVerified, true)));

const viewerRows = unionAll(memberships, invitations).prepare();

/**
 * The user of a live session with everything that the frame of every page shows: organizations with
 * their instances, open invitations, who impersonates. One statement, authorization included.
 * @returns undefined when the session is not alive.
 */
export async function loadViewer(token: string) {
  const rows = await viewerRows.execute({ token });
  const [first] = rows;
  if (!first) return undefined;

  const organizations = new Map<string, ViewerOrganization>();
  const invitations: ViewerInvitation[] = [];
  for (const { organization, membership, instance, invitation } of rows) {
    if (!organization) continue;
    if (membership) {
      const known = organizations.get(organization.id) ?? {
        ...organization,
        membershipId: membership.id,
        role: membership.role,
        instances: [],
      };
      organizations.set(organization.id, known);
      if (instance) known.instances.push(instance);
    } else if (invitation) {
      invitations.push({ ...invitation, organization });
    }
  }
  for (const { instances } of organizations.values()) instances.sort(byAge((i) => i.id));
  return {
    session: first.session,
    user: first.user,
    impersonation: first.impersonator && {
      admin: first.impersonator,
      reason: first.impersonationReason,
      endsAt: first.session.expiresAt.toISOString(),
    },
    // Here and not in SQL, where columns of one name can't be told apart after a union.
    organizations: [...organizations.values()].sort(byAge((o) => o.membershipId)),
    invitations: invitations.sort(byAge((i) => i.id)),
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
  instances: NonNullable<Row["instance"]>[];
}

type ViewerInvitation = NonNullable<Row["invitation"]> & { organization: Organization };
