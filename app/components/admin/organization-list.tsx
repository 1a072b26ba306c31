import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTypedSearch } from "../../hooks/use-typed-search";
import { useTRPC } from "../../lib/trpc";
import { RelativeTime } from "../relative-time";
import { Button } from "../ui/button";
import { Skeleton, SkeletonLines } from "../ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { TableSkeleton } from "../ui/table-skeleton";
import { PagedList } from "./paged-list";
import { SearchField } from "./search-field";
import { useSettled } from "./use-settled";

interface OrganizationListProps {
  q: string | undefined;
  onSearch: (search: { q?: string | undefined }) => void;
}

export function OrganizationList({ q, onSearch }: OrganizationListProps) {
  const trpc = useTRPC();
  const field = useTypedSearch({ q, onSearch });
  const query = useSettled(field.value);
  const organizations = useInfiniteQuery(
    trpc.admin.organizations.infiniteQueryOptions(
      { query },
      { getNextPageParam: ({ nextCursor }) => nextCursor, placeholderData: keepPreviousData },
    ),
  );
  return (
    <>
      <search className="mb-2 flex flex-wrap gap-2">
        <SearchField
          label="Search by name, slug or ID"
          className="flex-1 max-sm:basis-full sm:max-w-72"
          {...field}
        />
      </search>
      <PagedList
        query={organizations}
        skeleton={<OrganizationSkeleton />}
        empty="No organization is like that."
      >
        {(items) => (
          <Table stacked>
            <TableHeader>
              <OrganizationHead />
            </TableHeader>
            <TableBody>
              {items.map(({ id, name, slug, members, instances, createdAt }) => (
                <TableRow key={id}>
                  <TableCell className="wrap-anywhere max-sm:block">
                    <span className="block font-medium">{name}</span>
                    <span className="block text-muted-foreground">{slug}</span>
                  </TableCell>
                  <TableCell label="Members">{members}</TableCell>
                  <TableCell label="Instances">{instances}</TableCell>
                  <TableCell label="Created" className="whitespace-nowrap">
                    <RelativeTime time={createdAt} />
                  </TableCell>
                  <TableCell className="text-right whitespace-nowrap">
                    <Button asChild variant="outline" size="sm">
                      <Link to="/admin/audit" search={{ organization: id }}>
                        Audit log<span className="sr-only">{` of ${name}`}</span>
                      </Link>
                    </Button>
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </PagedList>
    </>
  );
}

function OrganizationHead() {
  return (
    <TableRow>
      <TableHead>Organization</TableHead>
      <TableHead>Members</TableHead>
      <TableHead>Instances</TableHead>
      <TableHead>Created</TableHead>
      <TableHead className="text-right">Actions</TableHead>
    </TableRow>
  );
}

function OrganizationSkeleton() {
  return (
    <TableSkeleton head={<OrganizationHead />}>
      <TableCell>
        <SkeletonLines />
      </TableCell>
      <TableCell label="Members">
        <Skeleton className="my-0.5 w-6" />
      </TableCell>
      <TableCell label="Instances">
        <Skeleton className="my-0.5 w-6" />
      </TableCell>
      <TableCell label="Created">
        <Skeleton className="my-0.5 w-24" />
      </TableCell>
      <TableCell>
        <Skeleton className="h-7 w-20 sm:ml-auto" />
      </TableCell>
    </TableSkeleton>
  );
}
