import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AccountFrame } from "../account-frame";
import { ADMIN_PAGES } from "./admin-pages";
import { TabsNav, TabsNavLink } from "../ui/tabs-nav";

/** What stands around every page of the admin area. */
export function AdminFrame({ children }: { children: ReactNode }) {
  return (
    <AccountFrame place="Admin">
      <TabsNav aria-label="Admin" className="px-3 md:px-6">
        {ADMIN_PAGES.map(({ to, name }) => (
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
