import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTypedSearch } from "../../hooks/use-typed-search";
import { useTRPC } from "../../lib/trpc";
import { NativeSelect, NativeSelectOption } from "../ui/native-select";
import { Skeleton, SkeletonPerson } from "../ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { TableSkeleton } from "../ui/table-skeleton";
import { PagedList } from "./paged-list";
import { SearchField } from "./search-field";
import { useSettled } from "./use-settled";
import { UserRow } from "./user-row";

type Only = "admins" | "banned";

interface UserListProps {
  q: string | undefined;
  only: Only | undefined;
  onSearch: (search: { q?: string | undefined; only?: Only | undefined }) => void;
}

export function UserList({ q, only, onSearch }: UserListProps) {
  const trpc = useTRPC();
  const field = useTypedSearch({ q, onSearch });
  const query = useSettled(field.value);
  const users = useInfiniteQuery(
    trpc.admin.users.infiniteQueryOptions(
      { query, only },
      { getNextPageParam: ({ nextCursor }) => nextCursor, placeholderData: keepPreviousData },
    ),
  );
  return (
    <>
      <search className="mb-2 flex flex-wrap gap-2">
        <SearchField
          label="Search by name, email or ID"
          className="flex-1 max-sm:basis-full sm:max-w-72"
          {...field}
        />
        <NativeSelect
          aria-label="Which users"
          name="only"
          className="w-auto"
          value={only ?? ""}
          onChange={({ target: { value } }) =>
            onSearch({ only: value === "admins" || value === "banned" ? value : undefined })
          }
        >
          <NativeSelectOption value="">Everybody</NativeSelectOption>
          <NativeSelectOption value="admins">Platform admins</NativeSelectOption>
          <NativeSelectOption value="banned">Banned</NativeSelectOption>
        </NativeSelect>
      </search>
      <PagedList query={users} skeleton={<UserSkeleton />} empty="No user is like that.">
        {(items) => (
          <Table stacked>
            <TableHeader>
              <UserHead />
            </TableHeader>
            <TableBody>
              {items.map((user) => (
                <UserRow key={user.id} user={user} />
              ))}
            </TableBody>
          </Table>
        )}
      </PagedList>
    </>
  );
}

function UserHead() {
  return (
    <TableRow>
      <TableHead>User</TableHead>
      <TableHead>Organizations</TableHead>
      <TableHead>Last seen</TableHead>
      <TableHead>Created</TableHead>
      <TableHead className="text-right">Actions</TableHead>
    </TableRow>
  );
}

export function UserSkeleton() {
  return (
    <TableSkeleton head={<UserHead />}>
      <TableCell>
        <SkeletonPerson />
      </TableCell>
      <TableCell label="In">
        <Skeleton className="my-0.5 w-20" />
      </TableCell>
      <TableCell label="Last seen">
        <Skeleton className="my-0.5 w-24" />
      </TableCell>
      <TableCell label="Created">
        <Skeleton className="my-0.5 w-24" />
      </TableCell>
      <TableCell className="max-sm:absolute max-sm:top-1 max-sm:right-0">
        <Skeleton className="ml-auto size-7" />
      </TableCell>
    </TableSkeleton>
  );
}
