import { Page } from "../page";
import { Loading, Skeleton, SkeletonRows } from "../ui/skeleton";

/** The events page while its events are on their way. */
export function EventsPending() {
  return (
    <Page title="Events" action={<Skeleton className="h-8 w-56" />}>
      <div aria-hidden className="mb-4 h-28 rounded-lg border p-3">
        <HistogramSkeleton />
      </div>
      <EventListSkeleton />
    </Page>
  );
}

/** What fills the histogram's box: a line of text above the hours. */
export function HistogramSkeleton() {
  return (
    <div className="grid gap-2">
      <Skeleton className="h-3 w-40" />
      <Skeleton className="h-16" />
    </div>
  );
}

export function EventListSkeleton() {
  return (
    <Loading className="divide-y border-y">
      <SkeletonRows rows={10} className="flex min-h-11 items-center gap-4 px-3 py-2">
        <div className="sm:w-56">
          <Skeleton className="h-5 w-28 rounded-full!" />
        </div>
        <Skeleton className="w-28 max-sm:hidden" />
        <Skeleton className="ml-auto w-24" />
      </SkeletonRows>
    </Loading>
  );
}
