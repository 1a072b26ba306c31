import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { cn } from "../../lib/cn";
import { type AdminUser, useTRPC } from "../../lib/trpc";
import { LoadingError } from "../loading-error";
import { NamedAvatar } from "../ui/avatar";
import { SkeletonPerson } from "../ui/skeleton";
import { useSettled } from "./use-settled";
import { SearchField } from "./search-field";

const SHOWN = 8;

/** Finds somebody to act as. */
export function UserPicker({ onPick }: { onPick: (user: AdminUser) => void }) {
  const trpc = useTRPC();
  const [query, setQuery] = useState("");
  const found = useQuery(
    trpc.admin.users.queryOptions(
      { query: useSettled(query), limit: SHOWN },
      { placeholderData: keepPreviousData },
    ),
  );
  const users = found.data?.items.filter(({ role, banned }) => role !== "admin" && !banned);
  return (
    <div className="grid min-w-0 grid-cols-1 gap-3">
      <SearchField label="Search users" value={query} onChange={setQuery} autoFocus />
      {found.isError && <LoadingError error={found.error} onRetry={() => void found.refetch()} />}
      <ul
        aria-label="Users"
        aria-busy={found.isFetching}
        className={cn(
          "-mx-2 grid min-h-40 grid-cols-1 content-start transition-opacity",
          found.isPlaceholderData && "opacity-50 delay-200",
        )}
      >
        {found.isPending &&
          Array.from({ length: 3 }, (_, row) => (
            <li key={row} aria-hidden className="px-2 py-1.5">
              <SkeletonPerson />
            </li>
          ))}
        {users?.map((user) => (
          <li key={user.id}>
            <button
              type="button"
              className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left text-sm hover:bg-accent"
              onClick={() => onPick(user)}
            >
              <NamedAvatar name={user.name} image={user.image} />
              <span className="min-w-0">
                <span className="block truncate font-medium">{user.name}</span>
                <span className="block truncate text-muted-foreground">{user.email}</span>
              </span>
            </button>
          </li>
        ))}
        {users?.length === 0 && (
          <li className="px-2 py-4 text-sm text-muted-foreground">Nobody is found.</li>
        )}
      </ul>
    </div>
  );
}
