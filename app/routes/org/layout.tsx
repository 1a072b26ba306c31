import { createFileRoute, Outlet, redirect } from "@tanstack/react-router";
import { Menu } from "lucide-react";
import { useState } from "react";
import { Sidebar } from "../../components/sidebar";
import { Button } from "../../components/ui/button";
import { Sheet, SheetContent, SheetTitle, SheetTrigger } from "../../components/ui/sheet";
import { useSessionUser } from "../../hooks/use-session-user";
import { load } from "../../lib/errors";

export const Route = createFileRoute("/_auth-required/$organizationSlug")({
  beforeLoad: async ({ context: { viewer, queryClient, trpc }, params, location }) => {
    const organization = viewer.organizations.find(({ slug }) => slug === params.organizationSlug);
    if (organization) return { organization };
    // An address it had before leads to the one it has now; 404 when there is none.
    const { slug } = await load(
      queryClient,
      trpc.organization.resolveSlug.queryOptions({ organizationSlug: params.organizationSlug }),
      location,
    );
    throw redirect({ href: location.href.replace(/^\/[^/?#]+/, `/${slug}`), replace: true });
  },
  component: OrganizationLayout,
});

function OrganizationLayout() {
  const { organizations } = useSessionUser();
  const { organizationSlug } = Route.useParams();
  const organization = organizations.find(({ slug }) => slug === organizationSlug);
  if (!organization) return null;
  return (
    <div className="flex min-h-dvh">
      <aside className="sticky top-0 hidden h-dvh w-60 shrink-0 border-r bg-sidebar md:block">
        <Sidebar organization={organization} />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-12 items-center gap-2 border-b px-3 md:hidden">
          <SidebarSheet>
            <Sidebar organization={organization} />
          </SidebarSheet>
          <span className="truncate text-sm font-semibold">{organization.name}</span>
        </header>
        <Outlet />
      </div>
    </div>
  );
}

function SidebarSheet({ children }: { children: React.ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Sheet open={open} onOpenChange={setOpen}>
      <SheetTrigger asChild>
        <Button variant="ghost" size="icon" aria-label="Open menu">
          <Menu />
        </Button>
      </SheetTrigger>
      <SheetContent
        side="left"
        className="w-72 bg-sidebar"
        aria-describedby={undefined}
        // A link in the menu leads away from it.
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest("a")) setOpen(false);
        }}
      >
        <SheetTitle className="sr-only">Menu</SheetTitle>
        {children}
      </SheetContent>
    </Sheet>
  );
}
