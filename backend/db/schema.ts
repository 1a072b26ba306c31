import { sql } from "drizzle-orm";
import {
  boolean,
  datetime,
  index,
  json,
  mysqlEnum,
  mysqlTable,
  text,
  uniqueIndex,
  varchar,
} from "drizzle-orm/mysql-core";
import { hourOf, id, idOf, isoDateTime, isoTimestamps, nameKey, slug, token } from "./columns.ts";
import { INVITATION_STATUSES, MACHINE_STATES, MACHINE_TYPES, ROLES } from "./values.ts";

export {
  INVITATION_STATUSES,
  MACHINE_STATES,
  type MachineState,
  MACHINE_TYPES,
  type Role,
  ROLES,
} from "./values.ts";

type JsonObject = Record<string, unknown>;

// Better Auth's tables. It reads and writes Date objects, so these keep Drizzle's own datetime.

const date = (column: string) => datetime(column, { mode: "date", fsp: 3 });
const authTimestamps = () => ({
  createdAt: date("created_at")
    .notNull()
    .default(sql`CURRENT_TIMESTAMP(3)`),
  updatedAt: date("updated_at")
    .notNull()
    .default(sql`CURRENT_TIMESTAMP(3)`)
    .$onUpdate(() => new Date()),
});

export const user = mysqlTable(
  "user",
  {
    id: id("usr"),
    name: varchar("name", { length: 255 }).notNull(),
    email: token("email", 254).notNull(),
    emailVerified: boolean("email_verified").notNull().default(false),
    image: varchar("image", { length: 2048 }),
    /** "admin" makes a platform admin. It says nothing about organizations: see the membership's role. */
    role: varchar("role", { length: 32 }).notNull().default("user"),
    banned: boolean("banned").notNull().default(false),
    banReason: varchar("ban_reason", { length: 500 }),
    banExpires: date("ban_expires"),
    ...authTimestamps(),
  },
  (t) => [uniqueIndex("user_email_unique").on(t.email)],
);

export const session = mysqlTable(
  "session",
  {
    id: id("ses"),
    token: token("token").notNull(),
    userId: idOf("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    expiresAt: date("expires_at").notNull(),
    ipAddress: varchar("ip_address", { length: 64 }),
    userAgent: text("user_agent"),
    /** The platform admin who acts as `userId` in this session. */
    impersonatedBy: idOf("impersonated_by").references(() => user.id, { onDelete: "cascade" }),
    /** Why, as the admin gave it; shown while it lasts. */
    impersonationReason: varchar("impersonation_reason", { length: 500 }),
    /** Whether a service made it with the service token. Such a session never counts as a recent sign-in. */
    service: boolean("service").notNull().default(false),
    ...authTimestamps(),
  },
  (t) => [
    uniqueIndex("session_token_unique").on(t.token),
    index("session_user_id_index").on(t.userId),
    index("session_expires_at_index").on(t.expiresAt),
    index("session_impersonated_by_index").on(t.impersonatedBy),
  ],
);

/** `providerId` is google, slack or slack-bot. A slack-bot account is a workspace, its `accountId` the Slack team id. */
export const account = mysqlTable(
  "account",
  {
    id: id("acc"),
    providerId: token("provider_id", 64).notNull(),
    accountId: token("account_id").notNull(),
    userId: idOf("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: date("access_token_expires_at"),
    refreshTokenExpiresAt: date("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    /** What a person should be shown of the account: its email, or the Slack workspace's name. */
    metadata: json("metadata").$type<JsonObject>(),
    /** When Slack told us that the app was uninstalled or its tokens revoked. */
    disconnectedAt: isoDateTime("disconnected_at"),
    ...authTimestamps(),
  },
  (t) => [
    uniqueIndex("account_provider_id_account_id_unique").on(t.providerId, t.accountId),
    index("account_user_id_index").on(t.userId),
  ],
);

export const verification = mysqlTable(
  "verification",
  {
    id: id("ver"),
    identifier: token("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: date("expires_at").notNull(),
    ...authTimestamps(),
  },
  (t) => [
    index("verification_identifier_index").on(t.identifier),
    index("verification_expires_at_index").on(t.expiresAt),
  ],
);

// Tenants. Everything below an organization goes with it.

export const organization = mysqlTable(
  "organization",
  {
    id: id("org"),
    name: varchar("name", { length: 100 }).notNull(),
    slug: slug().notNull(),
    ...isoTimestamps(),
  },
  (t) => [uniqueIndex("organization_slug_unique").on(t.slug)],
);

/**
 * A slug an organization had before: its links keep working, and no other organization may take it for a
 * while. The slugs of a deleted organization stay reserved, without an organization.
 */
export const organizationSlugRedirect = mysqlTable(
  "organization_slug_redirect",
  {
    id: id("osr"),
    slug: slug().notNull(),
    organizationId: idOf("organization_id").references(() => organization.id, {
      onDelete: "set null",
    }),
    ...isoTimestamps(),
  },
  (t) => [
    uniqueIndex("organization_slug_redirect_slug_unique").on(t.slug),
    index("organization_slug_redirect_organization_id_index").on(t.organizationId),
  ],
);

export const organizationUserMembership = mysqlTable(
  "organization_user_membership",
  {
    id: id("member"),
    organizationId: idOf("organization_id")
      .notNull()
      .references(() => organization.id, { onDelete: "cascade" }),
    userId: idOf("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    role: mysqlEnum("role", ROLES).notNull(),
    ...isoTimestamps(),
  },
  (t) => [
    uniqueIndex("membership_user_id_organization_id_unique").on(t.userId, t.organizationId),
    index("membership_organization_id_index").on(t.organizationId, t.id),
  ],
);

/** One row an email and organization: inviting somebody again replaces an invitation that is over. */
export const organizationInvitation = mysqlTable(
  "organization_invitation",
  {
    id: id("inv"),
    organizationId: idOf("organization_id")
      .notNull()
      .references(() => organization.id, { onDelete: "cascade" }),
    email: token("email", 254).notNull(),
    role: mysqlEnum("role", ROLES).notNull(),
    invitedBy: idOf("invited_by").references(() => user.id, { onDelete: "set null" }),
    expiresAt: isoDateTime("expires_at").notNull(),
    status: mysqlEnum("status", INVITATION_STATUSES).notNull().default("pending"),
    ...isoTimestamps(),
  },
  (t) => [
    uniqueIndex("invitation_organization_id_email_unique").on(t.organizationId, t.email),
    index("invitation_email_index").on(t.email),
    index("invitation_invited_by_index").on(t.invitedBy),
  ],
);

export const instance = mysqlTable(
  "instance",
  {
    id: id("inst"),
    organizationId: idOf("organization_id")
      .notNull()
      .references(() => organization.id, { onDelete: "cascade" }),
    name: varchar("name", { length: 100 }).notNull(),
    nameKey: nameKey(),
    slug: slug().notNull(),
    ...isoTimestamps(),
  },
  (t) => [
    uniqueIndex("instance_organization_id_slug_unique").on(t.organizationId, t.slug),
    uniqueIndex("instance_organization_id_name_unique").on(t.organizationId, t.nameKey),
  ],
);

/** Links a slack-bot account to an instance that receives its events. */
export const instanceAccountPermission = mysqlTable(
  "instance_account_permission",
  {
    id: id("iap"),
    instanceId: idOf("instance_id")
      .notNull()
      .references(() => instance.id, { onDelete: "cascade" }),
    accountId: idOf("account_id")
      .notNull()
      .references(() => account.id, { onDelete: "cascade" }),
    createdBy: idOf("created_by").references(() => user.id, { onDelete: "set null" }),
    ...isoTimestamps(),
  },
  (t) => [
    uniqueIndex("iap_instance_id_account_id_unique").on(t.instanceId, t.accountId),
    index("iap_account_id_index").on(t.accountId),
    index("iap_created_by_index").on(t.createdBy),
  ],
);

export const machine = mysqlTable(
  "machine",
  {
    id: id("mach"),
    instanceId: idOf("instance_id")
      .notNull()
      .references(() => instance.id, { onDelete: "cascade" }),
    name: varchar("name", { length: 100 }).notNull(),
    nameKey: nameKey(),
    type: mysqlEnum("type", MACHINE_TYPES).notNull(),
    state: mysqlEnum("state", MACHINE_STATES).notNull().default("started"),
    metadata: json("metadata")
      .$type<JsonObject>()
      .notNull()
      .$defaultFn(() => ({})),
    ...isoTimestamps(),
  },
  (t) => [
    index("machine_instance_id_index").on(t.instanceId, t.id),
    uniqueIndex("machine_instance_id_name_unique").on(t.instanceId, t.nameKey),
  ],
);

export const repo = mysqlTable(
  "repo",
  {
    id: id("repo"),
    instanceId: idOf("instance_id")
      .notNull()
      .references(() => instance.id, { onDelete: "cascade" }),
    provider: varchar("provider", { length: 32 }).notNull(),
    accountId: idOf("account_id").references(() => account.id, { onDelete: "set null" }),
    repoId: token("repo_id").notNull(),
    branch: varchar("branch", { length: 255 }).notNull(),
    deactivatedAt: isoDateTime("deactivated_at"),
    ...isoTimestamps(),
  },
  (t) => [
    index("repo_instance_id_index").on(t.instanceId),
    index("repo_account_id_index").on(t.accountId),
  ],
);

// These two grow without bound and may move to another shard, so nothing refers to or from them by foreign key.

export const event = mysqlTable(
  "event",
  {
    id: id("evt"),
    type: token("type", 100).notNull(),
    payload: json("payload").notNull(),
    /** null while no instance is linked to the event's workspace. */
    instanceId: idOf("instance_id"),
    /** The sender's own id of the event: Slack's `event_id`. */
    externalId: token("external_id"),
    /** Where it came from: the Slack team id, else the enterprise id. */
    workspaceId: token("workspace_id", 64),
    deduplicationKey: token("deduplication_key").notNull(),
    ...isoTimestamps(),
    createdHour: hourOf("created_hour", "created_at"),
  },
  (t) => [
    uniqueIndex("event_deduplication_key_unique").on(t.deduplicationKey),
    index("event_instance_id_index").on(t.instanceId, t.id),
    index("event_instance_id_type_index").on(t.instanceId, t.type, t.id),
    index("event_instance_id_created_hour_index").on(t.instanceId, t.createdHour),
    index("event_instance_id_workspace_id_index").on(t.instanceId, t.workspaceId, t.id),
  ],
);

export const auditLog = mysqlTable(
  "audit_log",
  {
    id: id("aud"),
    organizationId: idOf("organization_id"),
    actorId: idOf("actor_id"),
    /** The platform admin behind `actorId`, when the session was an impersonation. */
    impersonatorId: idOf("impersonator_id"),
    action: token("action", 64).notNull(),
    /** The id of what was changed. */
    target: token("target").notNull(),
    metadata: json("metadata")
      .$type<JsonObject>()
      .notNull()
      .$defaultFn(() => ({})),
    ...isoTimestamps(),
  },
  (t) => [
    index("audit_log_organization_id_index").on(t.organizationId, t.id),
    index("audit_log_actor_id_index").on(t.actorId, t.id),
    index("audit_log_action_index").on(t.action, t.id),
  ],
);
