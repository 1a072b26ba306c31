import { Page } from "../page";
import { Skeleton } from "../ui/skeleton";
import { TableCell, TableHead, TableRow } from "../ui/table";
import { TableSkeleton } from "../ui/table-skeleton";

/** The machines page while its machines are on their way. */
export function MachinesPending() {
  return (
    <Page title="Machines">
      <div aria-hidden className="mb-2 flex flex-wrap gap-2">
        <Skeleton className="h-8 flex-1 max-sm:basis-full sm:max-w-64" />
        <Skeleton className="h-8 max-sm:flex-1 sm:w-36" />
        <Skeleton className="h-8 flex-1 sm:hidden" />
      </div>
      <TableSkeleton head={<Head />} rowClassName="machine-row">
        <TableCell className="select">
          <Skeleton className="size-4" />
        </TableCell>
        <TableCell className="name">
          <Skeleton className="my-0.5 w-32" />
        </TableCell>
        <TableCell className="type">
          <Skeleton className="my-0.5 w-14" />
        </TableCell>
        <TableCell className="state">
          <Skeleton className="h-5 w-20 rounded-full!" />
        </TableCell>
        <TableCell className="created">
          <Skeleton className="my-0.5 w-24" />
        </TableCell>
        <TableCell className="actions">
          <Skeleton className="ml-auto h-7 w-21" />
        </TableCell>
      </TableSkeleton>
    </Page>
  );
}

function Head() {
  return (
    <TableRow>
      <TableHead className="w-0 pr-0 max-sm:hidden">
        <Skeleton className="size-4" />
      </TableHead>
      <TableHead>Name</TableHead>
      <TableHead>Type</TableHead>
      <TableHead>State</TableHead>
      <TableHead>Created</TableHead>
      <TableHead className="text-right">Actions</TableHead>
    </TableRow>
  );
}
