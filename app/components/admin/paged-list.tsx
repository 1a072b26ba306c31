import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { errorMessage } from "../../lib/errors";
import { EmptyState } from "../empty-state";
import { ListSkeleton } from "../list-skeleton";
import { LoadMore } from "../load-more";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";

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
      <Alert variant="destructive">
        {errorMessage(query.error)}{" "}
        <Button variant="outline" size="sm" className="ml-2" onClick={() => void query.refetch()}>
          Try again
        </Button>
      </Alert>
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
