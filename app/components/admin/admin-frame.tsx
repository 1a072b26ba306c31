import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useSessionUser } from "../../hooks/use-session-user";
import { Logo } from "../logo";
import { NamedAvatar } from "../ui/avatar";
import { Button } from "../ui/button";
import { TabsNav, TabsNavLink } from "../ui/tabs-nav";
import { UserMenu } from "../user-menu";

const PAGES = [
  { to: "/admin", name: "Overview" },
  { to: "/admin/audit", name: "Audit log" },
  { to: "/admin/trpc-tools", name: "tRPC tools" },
  { to: "/admin/session-info", name: "Session info" },
] as const;

/** What stands around every page of the admin area. */
export function AdminFrame({ children }: { children: ReactNode }) {
  const { user } = useSessionUser();
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <header className="flex h-12 shrink-0 items-center justify-between gap-3 px-3 md:px-6">
        <span className="flex items-center gap-2">
          <Logo />
          <span className="text-sm text-muted-foreground">Admin</span>
        </span>
        <UserMenu
          trigger={
            <Button variant="ghost" size="icon" className="rounded-full" title={user.name}>
              <span className="sr-only">{user.name}: account menu</span>
              <NamedAvatar name={user.name} image={user.image} />
            </Button>
          }
        />
      </header>
      <TabsNav aria-label="Admin" className="px-3 md:px-6">
        {PAGES.map(({ to, name }) => (
          <TabsNavLink key={to} asChild>
            <Link to={to} activeOptions={{ exact: true, includeSearch: false }}>
              {name}
            </Link>
          </TabsNavLink>
        ))}
      </TabsNav>
      {children}
    </div>
  );
}
