import { AUDIT_ACTIONS } from "../../../../backend/trpc/audit-actions";

/** What of the audit log is shown, as it stands in the URL. */
export interface AuditFilter {
  /** The email or id of who did it. */
  actor?: string | undefined;
  /** The slug or id of the organization in which it was done. */
  organization?: string | undefined;
  action?: (typeof AUDIT_ACTIONS)[number] | undefined;
  /** To the minute, in UTC: "2026-11-22T10:00". */
  from?: string | undefined;
  until?: string | undefined;
}

const MINUTE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

export function parseAuditFilter(search: Record<string, unknown>): AuditFilter {
  const text = (value: unknown) =>
    typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  const minute = (value: unknown) =>
    typeof value === "string" && MINUTE.test(value) && !Number.isNaN(Date.parse(`${value}Z`))
      ? value
      : undefined;
  return {
    actor: text(search.actor),
    organization: text(search.organization),
    action: AUDIT_ACTIONS.find((action) => action === search.action),
    from: minute(search.from),
    until: minute(search.until),
  };
}

/** The filter as the procedure takes it. */
export function auditInput({ actor, organization, action, from, until }: AuditFilter) {
  return {
    ...(actor?.includes("@") ? { actorEmail: actor } : { actorId: actor || undefined }),
    ...(organization?.startsWith("org_")
      ? { organizationId: organization }
      : { organizationSlug: organization || undefined }),
    action,
    from: from && `${from}:00Z`,
    until: until && `${until}:00Z`,
  };
}
