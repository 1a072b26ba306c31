import { and, desc, eq, like, lt, or, type SQL } from "drizzle-orm";
import type { MySqlColumn } from "drizzle-orm/mysql-core";
import { z } from "zod";
import { db } from "../../../db/client.ts";
import {
  auditLog,
  instance,
  organization,
  organizationUserMembership as membership,
  user,
} from "../../../db/schema.ts";
import { auditLogInput, readAuditLog } from "../../audit-log.ts";
import { pageInput, toPage } from "../../page.ts";
import { adminProcedure, idInput } from "../../trpc.ts";

const listInput = pageInput.extend({ query: z.string().trim().max(100).optional() });

/** Whether any of the columns contains the text, whatever LIKE would make of its characters. */
function contains(text: string | undefined, ...columns: MySqlColumn[]): SQL | undefined {
  if (!text) return undefined;
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  return or(...columns.map((column) => like(column, pattern)));
}

/** What platform admins can look up, all of the newest first. */
export const listProcedures = {
  users: adminProcedure.input(listInput).query(async ({ input: { query, cursor, limit } }) => {
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
      })
      .from(user)
      .where(
        and(
          // Emails are stored in lower case and compared byte by byte.
          or(contains(query, user.name), contains(query?.toLowerCase(), user.email)),
          cursor ? lt(user.id, cursor) : undefined,
        ),
      )
      .orderBy(desc(user.id))
      .limit(limit + 1);
    return toPage(
      rows.map((row) => ({
        ...row,
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
            ),
            cursor ? lt(organization.id, cursor) : undefined,
          ),
        )
        .orderBy(desc(organization.id))
        .limit(limit + 1);
      return toPage(rows, limit);
    }),

  auditLog: adminProcedure
    .input(auditLogInput.extend({ organizationId: idInput.optional() }))
    .query(({ input: { organizationId, ...input } }) =>
      readAuditLog(organizationId ? eq(auditLog.organizationId, organizationId) : undefined, input),
    ),
};
