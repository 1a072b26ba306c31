import { and, desc, eq, isNull, like, lt, or, type SQL, sql } from "drizzle-orm";
import type { MySqlColumn } from "drizzle-orm/mysql-core";
import { z } from "zod";
import { db } from "../../../db/client.ts";
import {
  auditLog,
  instance,
  organization,
  organizationUserMembership as membership,
  session,
  user,
} from "../../../db/schema.ts";
import { auditLogInput, readAuditLog } from "../../audit-log.ts";
import { pageInput, toPage } from "../../page.ts";
import { adminProcedure, idInput } from "../../trpc.ts";

const listInput = pageInput.extend({ query: z.string().trim().max(100).optional() });
const usersInput = listInput.extend({ only: z.enum(["admins", "banned"]).optional() });

/** Whether any of the columns contains the text, whatever LIKE would make of its characters. */
function contains(text: string | undefined, ...columns: MySqlColumn[]): SQL | undefined {
  if (!text) return undefined;
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  return or(...columns.map((column) => like(column, pattern)));
}

/** Which of the users: all, unless one of these. */
const USER_FILTERS = { admins: eq(user.role, "admin"), banned: eq(user.banned, true) };

const organizationNames = db
  .select({ names: sql`json_arrayagg(${organization.name})` })
  .from(membership)
  .innerJoin(organization, eq(organization.id, membership.organizationId))
  .where(eq(membership.userId, user.id));

/** As exact as sessions are renewed, which is once a day. Impersonations are not the person. */
const lastSeen = db
  .select({ at: sql`max(${session.updatedAt})` })
  .from(session)
  .where(and(eq(session.userId, user.id), isNull(session.impersonatedBy)));

const namesSchema = z.preprocess(
  (value) => (typeof value === "string" ? JSON.parse(value) : value),
  z.array(z.string()),
);

/** What platform admins can look up, all of the newest first. */
export const lists = {
  users: adminProcedure
    .input(usersInput)
    .query(async ({ input: { query, only, cursor, limit } }) => {
      const rows = await db
        .select({
          id: user.id,
          name: user.name,
          email: user.email,
          image: user.image,
          role: user.role,
          banned: user.banned,
          banReason: user.banReason,
          banExpires: user.banExpires,
          createdAt: user.createdAt,
          organizations: sql<string[] | null>`(${organizationNames})`.mapWith((names) =>
            namesSchema.parse(names),
          ),
          lastSeenAt: sql<string | null>`(${lastSeen})`.mapWith((stored) =>
            isoOf(z.string().parse(stored)),
          ),
        })
        .from(user)
        .where(
          and(
            // Emails are stored in lower case and compared byte by byte.
            or(
              contains(query, user.name),
              contains(query?.toLowerCase(), user.email),
              query ? eq(user.id, query) : undefined,
            ),
            only && USER_FILTERS[only],
            cursor ? lt(user.id, cursor) : undefined,
          ),
        )
        .orderBy(desc(user.id))
        .limit(limit + 1);
      return toPage(
        rows.map((row) => ({
          ...row,
          organizations: row.organizations?.toSorted() ?? [],
          banExpires: row.banExpires?.toISOString() ?? null,
          createdAt: row.createdAt.toISOString(),
        })),
        limit,
      );
    }),

  organizations: adminProcedure
    .input(listInput)
    .query(async ({ input: { query, cursor, limit } }) => {
      const rows = await db
        .select({
          id: organization.id,
          name: organization.name,
          slug: organization.slug,
          createdAt: organization.createdAt,
          members: db.$count(membership, eq(membership.organizationId, organization.id)),
          instances: db.$count(instance, eq(instance.organizationId, organization.id)),
        })
        .from(organization)
        .where(
          and(
            or(
              contains(query, organization.name),
              contains(query?.toLowerCase(), organization.slug),
              query ? eq(organization.id, query) : undefined,
            ),
            cursor ? lt(organization.id, cursor) : undefined,
          ),
        )
        .orderBy(desc(organization.id))
        .limit(limit + 1);
      return toPage(rows, limit);
    }),

  auditLog: adminProcedure
    .input(
      auditLogInput.extend({
        organizationId: idInput.optional(),
        organizationSlug: z.string().trim().min(1).max(255).optional(),
        actorEmail: z.string().trim().toLowerCase().min(1).max(254).optional(),
      }),
    )
    .query(({ input: { organizationId, organizationSlug, actorEmail, ...input } }) =>
      readAuditLog(
        and(
          organizationId ? eq(auditLog.organizationId, organizationId) : undefined,
          organizationSlug
            ? eq(auditLog.organizationId, idOfOrganization(organizationSlug))
            : undefined,
          actorEmail ? eq(auditLog.actorId, idOfUser(actorEmail)) : undefined,
        ),
        input,
      ),
    ),
};

const idOfOrganization = (slug: string) =>
  sql`(${db.select({ id: organization.id }).from(organization).where(eq(organization.slug, slug))})`;
const idOfUser = (email: string) =>
  sql`(${db.select({ id: user.id }).from(user).where(eq(user.email, email))})`;

/** A `datetime` as the database prints it, as the API does. */
const isoOf = (stored: string) => `${stored.replace(" ", "T")}Z`;
