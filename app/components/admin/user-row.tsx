import { Ellipsis } from "lucide-react";
import type { AdminUser } from "../../lib/trpc";
import { RelativeTime } from "../relative-time";
import { NamedAvatar } from "../ui/avatar";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { TableCell, TableRow } from "../ui/table";
import { UserActions } from "./user-actions";

export function UserRow({ user }: { user: AdminUser }) {
  return (
    <TableRow>
      <TableCell>
        <span className="flex min-w-0 items-center gap-2.5">
          <NamedAvatar name={user.name} image={user.image} />
          <span className="min-w-0">
            <span className="flex flex-wrap items-center gap-1.5 font-medium wrap-anywhere">
              <span>{user.name}</span>
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
      {banExpires ? (
        <span>
          Banned, ends <RelativeTime time={banExpires} />
        </span>
      ) : (
        <span>Banned</span>
      )}
    </Badge>
  );
}
