import { Link } from "@tanstack/react-router";
import {
  Ban,
  Hash,
  KeyRound,
  LogOut,
  ScrollText,
  ShieldMinus,
  ShieldPlus,
  UserCog,
} from "lucide-react";
import { copy } from "../../lib/copy";
import type { AdminUser } from "../../lib/trpc";
import type { MenuProps } from "../on-demand";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import type { UserAction } from "./user-actions";

interface UserActionsMenuProps extends MenuProps {
  user: AdminUser;
  /** Nobody may do these things to themselves. */
  isSelf: boolean;
  onAction: (action: UserAction) => void;
}

/** Starts open. */
export function UserActionsMenu({ user, isSelf, onAction, trigger }: UserActionsMenuProps) {
  const isAdmin = user.role === "admin";
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger({})}</DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {!isSelf && (
          <>
            {!isAdmin && !user.banned && (
              <DropdownMenuItem onSelect={() => onAction("impersonate")}>
                <UserCog /> Impersonate…
              </DropdownMenuItem>
            )}
            <DropdownMenuItem onSelect={() => onAction("setRole")}>
              {isAdmin ? <ShieldMinus /> : <ShieldPlus />}
              <span>{isAdmin ? "Remove platform admin…" : "Make platform admin…"}</span>
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={() => onAction("moveGoogle")}>
              <KeyRound /> Move Google account…
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={() => onAction("revokeSessions")}>
              <LogOut /> Sign out everywhere…
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={() => onAction(user.banned ? "unban" : "ban")}>
              <Ban />
              <span>{user.banned ? "Unban…" : "Ban…"}</span>
            </DropdownMenuItem>
            <DropdownMenuSeparator />
          </>
        )}
        <DropdownMenuItem asChild>
          <Link to="/admin/audit" search={{ actor: user.id }}>
            <ScrollText /> What they did
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => void copy(user.id, "ID")}>
          <Hash /> Copy ID
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
