import { useInfiniteQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { parseAuditFilter } from "../../components/admin/audit/audit-filter";
import { AuditFilterForm } from "../../components/admin/audit/audit-filter-form";
import { auditInput } from "../../components/admin/audit/audit-input";
import { AuditSkeleton, AuditTable } from "../../components/admin/audit/audit-table";
import { ExportButton } from "../../components/admin/audit/export-button";
import { PagedList } from "../../components/admin/paged-list";
import { Page } from "../../components/page";
import { useTRPC } from "../../lib/trpc";

export const Route = createFileRoute("/_auth-required/admin/audit")({
  validateSearch: parseAuditFilter,
  head: () => ({ meta: [{ title: "Audit log · Admin" }] }),
  component: AuditPage,
});

function AuditPage() {
  const trpc = useTRPC();
  const filter = Route.useSearch();
  const navigate = Route.useNavigate();
  const entries = useInfiniteQuery(
    trpc.admin.auditLog.infiniteQueryOptions(auditInput(filter), {
      getNextPageParam: ({ nextCursor }) => nextCursor,
    }),
  );
  return (
    <Page title="Audit log" action={<ExportButton filter={filter} />}>
      <AuditFilterForm
        key={JSON.stringify(filter)}
        filter={filter}
        onFilter={(search) => void navigate({ search })}
      />
      <PagedList
        query={entries}
        skeleton={<AuditSkeleton />}
        empty="Nothing that was done matches the filter."
      >
        {(items) => <AuditTable entries={items} />}
      </PagedList>
    </Page>
  );
}
