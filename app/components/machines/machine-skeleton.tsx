import { Page } from "../page";
import { ListSkeleton } from "../list-skeleton";
import { Skeleton } from "../ui/skeleton";

export function MachinesPending() {
  return (
    <Page title="Machines">
      <Skeleton className="mb-2 h-8 w-64" />
      <ListSkeleton />
    </Page>
  );
}
