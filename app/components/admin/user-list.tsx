import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { type AdminUser, useTRPC } from "../../lib/trpc";
import { RelativeTime } from "../relative-time";
import { NamedAvatar } from "../ui/avatar";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { NativeSelect, NativeSelectOption } from "../ui/native-select";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { PagedList } from "./paged-list";
import { SearchField } from "./search-field";
import { useSettled } from "./use-settled";
import { UserActions } from "./user-actions";

type Only = "admins" | "banned";

interface UserListProps {
  q: string | undefined;
  only: Only | undefined;
  onSearch: (search: { q?: string | undefined; only?: Only | undefined }) => void;
}

export function UserList({ q, only, onSearch }: UserListProps) {
  const trpc = useTRPC();
  // The field is ahead of the URL, which follows when the router comes to it.
  const [typed, setTyped] = useState(q ?? "");
  const users = useInfiniteQuery(
    trpc.admin.users.infiniteQueryOptions(
      { query: useSettled(typed), only },
      { getNextPageParam: ({ nextCursor }) => nextCursor, placeholderData: keepPreviousData },
    ),
  );
  return (
    <>
      <search className="mb-2 flex flex-wrap gap-2">
        <SearchField
          label="Search by name, email or ID"
          className="flex-1 max-sm:basis-full sm:max-w-72"
          value={typed}
          onChange={(value) => {
            setTyped(value);
            onSearch({ q: value || undefined });
          }}
        />
        <NativeSelect
          aria-label="Which users"
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
      <PagedList query={users} empty="No user is like that.">
        {(items) => (
          <Table stacked>
            <TableHeader>
              <TableRow>
                <TableHead>User</TableHead>
                <TableHead>Organizations</TableHead>
                <TableHead>Last seen</TableHead>
                <TableHead>Created</TableHead>
                <TableHead className="text-right">Actions</TableHead>
              </TableRow>
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

function UserRow({ user }: { user: AdminUser }) {
  return (
    <TableRow>
      <TableCell>
        <span className="flex min-w-0 items-center gap-2.5">
          <NamedAvatar name={user.name} image={user.image} />
          <span className="min-w-0">
            <span className="flex flex-wrap items-center gap-1.5 font-medium wrap-anywhere">
              {user.name}
              {user.role === "admin" && <Badge>Platform admin</Badge>}
              {user.banned && <BanBadge user={user} />}
            </span>
            <span className="block text-muted-foreground wrap-anywhere">{user.email}</span>
          </span>
        </span>
      </TableCell>
      <TableCell label="In" className="wrap-anywhere">
        {user.organizations.join(", ") || <span className="text-muted-foreground">None</span>}
      </TableCell>
      <TableCell label="Last seen" className="whitespace-nowrap">
        {user.lastSeenAt ? (
          <RelativeTime time={user.lastSeenAt} />
        ) : (
          <span className="text-muted-foreground">Signed out</span>
        )}
      </TableCell>
      <TableCell label="Created" className="whitespace-nowrap">
        <RelativeTime time={user.createdAt} />
      </TableCell>
      <TableCell className="text-right max-sm:absolute max-sm:top-1 max-sm:right-0">
        <UserActions
          user={user}
          trigger={(opening) => (
            <Button
              {...opening}
              variant="ghost"
              size="icon-sm"
              aria-label={`Actions for ${user.name}`}
            >
              <Ellipsis />
            </Button>
          )}
        />
      </TableCell>
    </TableRow>
  );
}

function BanBadge({ user: { banReason, banExpires } }: { user: AdminUser }) {
  return (
    <Badge variant="destructive" title={banReason ?? undefined}>
      Banned
      {banExpires && (
        <>
          , ends <RelativeTime time={banExpires} />
        </>
      )}
    </Badge>
  );
}
