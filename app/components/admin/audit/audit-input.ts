import { AUDIT_ACTIONS } from "../../../../backend/trpc/audit-actions";
import type { AuditFilter } from "./audit-filter";

/** The filter as the procedure takes it. */
export function auditInput({ actor, organization, action, from, until }: AuditFilter) {
  return {
    ...(actor?.includes("@") ? { actorEmail: actor } : { actorId: actor || undefined }),
    ...(organization?.startsWith("org_")
      ? { organizationId: organization }
      : { organizationSlug: organization || undefined }),
    action: AUDIT_ACTIONS.find((known) => known === action),
    from: from && `${from}:00Z`,
    until: until && `${until}:00Z`,
  };
}
