import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "../empty-state";
import { ListSkeleton } from "../list-skeleton";
import { LoadMore } from "../load-more";
import { LoadingError } from "../loading-error";

interface PagedQuery<T> {
  data: { pages: { items: T[] }[] } | undefined;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => Promise<unknown>;
  refetch: () => Promise<unknown>;
}

interface PagedListProps<T> {
  query: PagedQuery<T>;
  /** What is not there when the list is empty: "No user is like that." */
  empty: string;
  children: (items: T[]) => ReactNode;
}

/** A list that is read page by page, or what stands in its place. */
export function PagedList<T>({ query, empty, children }: PagedListProps<T>) {
  if (!query.data)
    return query.error ? (
      <LoadingError error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <ListSkeleton />
    );
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return <EmptyState icon={SearchX} title="Nothing found" description={empty} />;
  return (
    <>
      {children(items)}
      <LoadMore query={query} />
    </>
  );
}
