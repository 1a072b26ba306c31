import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "../empty-state";
import { LoadMore } from "../load-more";
import { LoadingError } from "../loading-error";

interface PagedQuery<T> {
  data: { pages: { items: T[] }[] } | undefined;
  error: unknown;
  isRefetchError: boolean;
  /** What is shown answers another search: the answer to this one is on its way. */
  isPlaceholderData: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => Promise<unknown>;
  refetch: () => Promise<unknown>;
}

interface PagedListProps<T> {
  query: PagedQuery<T>;
  /** What stands in the list's place until it is there. */
  skeleton: ReactNode;
  /** What is not there when the list is empty: "No user is like that." */
  empty: string;
  children: (items: T[]) => ReactNode;
}

/** A list that is read page by page, or what stands in its place. */
export function PagedList<T>({ query, skeleton, empty, children }: PagedListProps<T>) {
  const retry = () => void query.refetch();
  if (!query.data)
    return query.error ? <LoadingError error={query.error} onRetry={retry} /> : skeleton;
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return <EmptyState icon={SearchX} title="Nothing found" description={empty} />;
  return (
    <>
      {query.isRefetchError && <LoadingError error={query.error} onRetry={retry} />}
      <div
        aria-busy={query.isPlaceholderData}
        className="transition-opacity aria-busy:opacity-50 aria-busy:delay-200"
      >
        {children(items)}
      </div>
      <LoadMore query={query} />
    </>
  );
}
