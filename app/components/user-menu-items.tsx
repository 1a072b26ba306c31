import { Link } from "@tanstack/react-router";
import { LogOut, Monitor, Moon, Settings, ShieldUser, Sun, UserCog } from "lucide-react";
import { useState } from "react";
import { useSessionUser } from "../hooks/use-session-user";
import { isPlatformAdmin } from "../lib/roles";
import { signOut } from "../lib/sign-out";
import { usePreferences } from "../lib/preferences";
import { ImpersonateDialog } from "./admin/dialogs";
import type { MenuProps } from "./on-demand";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "./ui/dropdown-menu";

const THEMES = [
  { theme: "light", name: "Light", icon: Sun },
  { theme: "dark", name: "Dark", icon: Moon },
  { theme: "system", name: "Same as system", icon: Monitor },
] as const;

/** Starts open. */
export function UserMenuItems({ trigger }: MenuProps) {
  const viewer = useSessionUser();
  const { user } = viewer;
  const [impersonating, setImpersonating] = useState(false);
  const preferences = usePreferences();
  const [theme, setTheme] = useState(preferences.theme);
  return (
    <>
      <DropdownMenu defaultOpen>
        <DropdownMenuTrigger asChild>{trigger({})}</DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="w-56">
          <DropdownMenuLabel>
            <span className="block truncate text-sm text-foreground">{user.name}</span>
            <span className="block truncate">{user.email}</span>
          </DropdownMenuLabel>
          <DropdownMenuSeparator />
          <DropdownMenuItem asChild>
            <Link to="/user/settings">
              <Settings /> Settings
            </Link>
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuLabel>Theme</DropdownMenuLabel>
          <DropdownMenuRadioGroup value={theme}>
            {THEMES.map(({ theme, name, icon: Icon }) => (
              <DropdownMenuRadioItem
                key={theme}
                value={theme}
                onSelect={(event) => {
                  event.preventDefault();
                  setTheme(theme);
                  preferences.save({ theme });
                }}
              >
                <Icon />
                <span>{name}</span>
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
          {isPlatformAdmin(viewer) && (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem asChild>
                <Link to="/admin">
                  <ShieldUser /> Admin
                </Link>
              </DropdownMenuItem>
              <DropdownMenuItem onSelect={() => setImpersonating(true)}>
                <UserCog /> Impersonate a user…
              </DropdownMenuItem>
            </>
          )}
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => void signOut()}>
            <LogOut /> Sign out
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <ImpersonateDialog open={impersonating} onOpenChange={setImpersonating} />
    </>
  );
}
