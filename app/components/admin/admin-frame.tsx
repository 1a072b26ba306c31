import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AccountFrame } from "../account-frame";
import { TabsNav, TabsNavLink } from "../ui/tabs-nav";

const PAGES = [
  { to: "/admin", name: "Overview" },
  { to: "/admin/audit", name: "Audit log" },
  { to: "/admin/trpc-tools", name: "tRPC tools" },
  { to: "/admin/session-info", name: "Session info" },
] as const;

/** What stands around every page of the admin area. */
export function AdminFrame({ children }: { children: ReactNode }) {
  return (
    <AccountFrame place="Admin">
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
    </AccountFrame>
  );
}
