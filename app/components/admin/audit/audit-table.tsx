import type { AuditEntry } from "../../../lib/trpc";
import { RelativeTime } from "../../relative-time";
import { Badge } from "../../ui/badge";
import { Skeleton, SkeletonLines } from "../../ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table";
import { TableSkeleton } from "../../ui/table-skeleton";

export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  return (
    <Table stacked>
      <TableHeader>
        <AuditHead />
      </TableHeader>
      <TableBody>
        {entries.map((entry) => (
          <TableRow key={entry.id} className="align-top">
            <TableCell label="When" className="whitespace-nowrap">
              <RelativeTime time={entry.createdAt} />
            </TableCell>
            <TableCell label="Action">
              <Badge variant="outline">{entry.action}</Badge>
            </TableCell>
            <TableCell label="Who" className="wrap-anywhere">
              <span className="block lg:w-50">
                <span>{entry.actor?.email ?? entry.actorId ?? "No one signed in"}</span>
                {entry.impersonator && (
                  <span className="block text-muted-foreground">
                    {`through ${entry.impersonator.email}`}
                  </span>
                )}
              </span>
            </TableCell>
            <TableCell label="On what" className="font-mono text-xs wrap-anywhere">
              {/* Wide enough for an id. */}
              <span className="block lg:w-60">
                <span>{entry.target}</span>
                {entry.organizationId && entry.organizationId !== entry.target && (
                  <span className="block text-muted-foreground">{`in ${entry.organizationId}`}</span>
                )}
              </span>
            </TableCell>
            <TableCell label="Details" className="font-mono text-xs wrap-anywhere">
              {/* With spaces, at which it may be broken into lines. */}
              {Object.keys(entry.metadata).length > 0 && JSON.stringify(entry.metadata, null, 1)}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function AuditHead() {
  return (
    <TableRow>
      <TableHead>When</TableHead>
      <TableHead>Action</TableHead>
      <TableHead>Who</TableHead>
      <TableHead>On what</TableHead>
      <TableHead>Details</TableHead>
    </TableRow>
  );
}

export function AuditSkeleton() {
  return (
    <TableSkeleton head={<AuditHead />} rows={10}>
      <TableCell label="When">
        <Skeleton className="my-0.5 w-20" />
      </TableCell>
      <TableCell label="Action">
        <Skeleton className="h-5 w-28 rounded-full!" />
      </TableCell>
      <TableCell label="Who">
        <Skeleton className="my-0.5 w-40" />
      </TableCell>
      <TableCell label="On what">
        <SkeletonLines />
      </TableCell>
      <TableCell label="Details">
        <Skeleton className="my-0.5 w-28" />
      </TableCell>
    </TableSkeleton>
  );
}
