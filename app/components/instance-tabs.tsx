import { Link } from "@tanstack/react-router";
import type { InstanceScope } from "../lib/trpc";
import { TabsNav, TabsNavLink } from "./ui/tabs-nav";

/** The pages of an instance. */
export function InstanceTabs({ scope }: { scope: InstanceScope }) {
  return (
    <TabsNav aria-label="Instance" className="px-3 md:px-6">
      <TabsNavLink asChild>
        <Link
          to="/$organizationSlug/$instanceSlug"
          params={scope}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          Machines
        </Link>
      </TabsNavLink>
      <TabsNavLink asChild>
        <Link
          to="/$organizationSlug/$instanceSlug/events"
          params={scope}
          activeOptions={{ includeSearch: false }}
        >
          Events
        </Link>
      </TabsNavLink>
      <TabsNavLink asChild>
        <Link to="/$organizationSlug/$instanceSlug/settings" params={scope}>
          Settings
        </Link>
      </TabsNavLink>
    </TabsNav>
  );
}
