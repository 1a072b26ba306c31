import { Menu, PanelLeft } from "lucide-react";
import { type ReactNode, useState } from "react";
import { usePreferences } from "../lib/preferences";
import type { Organization } from "../lib/trpc";
import { InFrame } from "./account-frame";
import { CommandPaletteButton } from "./command-palette-button";
import { dialogOnDemand } from "./on-demand";
import { PlaceBreadcrumb } from "./place-breadcrumb";
import { Sidebar } from "./sidebar";
import { Button } from "./ui/button";

const SidebarSheet = dialogOnDemand(async () => (await import("./sidebar-sheet")).SidebarSheet);

/** What stands around every page of an organization: the sidebar, and above the page where one is. */
export function AppFrame({
  organization,
  children,
}: {
  organization: Organization;
  children: ReactNode;
}) {
  const preferences = usePreferences();
  const [sidebar, setSidebar] = useState(preferences.sidebar);
  const [sheetOpen, setSheetOpen] = useState(false);
  const collapsed = sidebar === "collapsed";
  const toggle = () => {
    const next = collapsed ? "open" : "collapsed";
    setSidebar(next);
    preferences.save({ sidebar: next });
  };
  return (
    <div className="flex flex-1">
      <aside
        id="sidebar"
        data-collapsed={collapsed || undefined}
        className="group/sidebar sticky top-(--banner-height) hidden h-[calc(100dvh-var(--banner-height))] w-60 shrink-0 border-r border-sidebar-border bg-sidebar data-collapsed:w-14 md:block"
      >
        <Sidebar organization={organization} />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-12 shrink-0 items-center gap-2 border-b px-3">
          <Button
            variant="ghost"
            size="icon"
            className="md:hidden"
            aria-label="Open menu"
            onClick={() => setSheetOpen(true)}
          >
            <Menu />
          </Button>
          <Button
            variant="ghost"
            size="icon"
            className="text-muted-foreground max-md:hidden"
            aria-label={collapsed ? "Expand sidebar" : "Collapse sidebar"}
            title={collapsed ? "Expand sidebar" : "Collapse sidebar"}
            aria-expanded={!collapsed}
            aria-controls="sidebar"
            onClick={toggle}
          >
            <PanelLeft />
          </Button>
          <PlaceBreadcrumb organization={organization} />
          <CommandPaletteButton />
        </header>
        <InFrame value>{children}</InFrame>
      </div>
      <SidebarSheet organization={organization} open={sheetOpen} onOpenChange={setSheetOpen} />
    </div>
  );
}
