import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/trpc";
import { RelativeTime } from "../relative-time";
import { Skeleton } from "../ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { TableSkeleton } from "../ui/table-skeleton";
import { PagedList } from "./paged-list";

/** Slack events of workspaces that no instance is linked to. */
export function UnroutedEventList() {
  const trpc = useTRPC();
  const events = useInfiniteQuery(
    trpc.admin.unroutedEvents.infiniteQueryOptions(
      {},
      { getNextPageParam: ({ nextCursor }) => nextCursor },
    ),
  );
  return (
    <PagedList
      query={events}
      skeleton={<EventSkeleton />}
      empty="Every event of the last week has found its instance."
    >
      {(items) => (
        <Table stacked>
          <TableHeader>
            <EventHead />
          </TableHeader>
          <TableBody>
            {items.map(({ id, type, workspaceId, externalId, createdAt }) => (
              <TableRow key={id}>
                <TableCell label="Received" className="whitespace-nowrap">
                  <RelativeTime time={createdAt} />
                </TableCell>
                <TableCell label="Type" className="wrap-anywhere">
                  {type}
                </TableCell>
                <TableCell label="Workspace" className="wrap-anywhere">
                  {workspaceId}
                </TableCell>
                <TableCell label="Slack's ID" className="font-mono text-xs wrap-anywhere">
                  {externalId}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </PagedList>
  );
}

function EventHead() {
  return (
    <TableRow>
      <TableHead>Received</TableHead>
      <TableHead>Type</TableHead>
      <TableHead>Workspace</TableHead>
      <TableHead>Slack&apos;s event ID</TableHead>
    </TableRow>
  );
}

function EventSkeleton() {
  return (
    <TableSkeleton head={<EventHead />}>
      {["Received", "Type", "Workspace", "Slack's ID"].map((label) => (
        <TableCell key={label} label={label}>
          <Skeleton className="my-0.5 w-28" />
        </TableCell>
      ))}
    </TableSkeleton>
  );
}
