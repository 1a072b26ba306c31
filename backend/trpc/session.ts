import { and, eq, gt, isNull, lt, ne, or, sql } from "drizzle-orm";
import { alias, type MySqlColumn } from "drizzle-orm/mysql-core";
import { session, user } from "../db/schema.ts";

/** The platform admin behind an impersonated session. */
export const impersonator = alias(user, "impersonator");

export const now = sql`utc_timestamp(3)`;

export const notBanned = (person: Record<"banned" | "banExpires", MySqlColumn>) =>
  or(eq(person.banned, false), lt(person.banExpires, now));

/**
 * That the session with the placeholder `token` is alive, for statements that join `user` and, when
 * there is one, `impersonator`. An impersonation lasts no longer than the rights of the admin behind it,
 * and never reaches another admin's.
 */
export const sessionIsLive = and(
  eq(session.token, sql.placeholder("token")),
  gt(session.expiresAt, now),
  notBanned(user),
  or(
    isNull(session.impersonatedBy),
    and(eq(impersonator.role, "admin"), notBanned(impersonator), ne(user.role, "admin")),
  ),
);

export const sessionColumns = {
  session: {
    id: session.id,
    createdAt: session.createdAt,
    expiresAt: session.expiresAt,
    updatedAt: session.updatedAt,
    impersonatedBy: session.impersonatedBy,
    service: session.service,
  },
  user: { id: user.id, name: user.name, email: user.email, image: user.image, role: user.role },
};
