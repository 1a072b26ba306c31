import { Skeleton } from "./ui/skeleton";

/** Rows that are on their way, as high as those of a table. */
export function ListSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div aria-live="polite" className="divide-y">
      <span className="sr-only">Loading…</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-10 items-center gap-8 px-3">
          <Skeleton className="w-1/3" />
          <Skeleton className="w-20" />
          <Skeleton className="ml-auto w-24" />
        </div>
      ))}
    </div>
  );
}
