/** What of the audit log is shown, as it stands in the URL. */
export interface AuditFilter {
  /** The email or id of who did it. */
  actor?: string | undefined;
  /** The slug or id of the organization in which it was done. */
  organization?: string | undefined;
  action?: string | undefined;
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
    action: text(search.action),
    from: minute(search.from),
    until: minute(search.until),
  };
}
