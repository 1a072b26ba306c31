import { Link } from "@tanstack/react-router";
import { ChevronsUpDown, Plug, Plus, Settings, Users } from "lucide-react";
import { useState } from "react";
import { useSessionUser } from "../hooks/use-session-user";
import { initials } from "../lib/format";
import { mayAdminister } from "../lib/roles";
import type { Organization } from "../lib/trpc";
import { NewInstanceDialog } from "./new-instance";
import { menuOnDemand } from "./on-demand";
import { NamedAvatar } from "./ui/avatar";
import { Button } from "./ui/button";
import { UserMenu } from "./user-menu";

const OrganizationMenu = menuOnDemand(
  async () => (await import("./organization-menu")).OrganizationMenu,
);

// In a collapsed sidebar only icons are seen; what they mean is still read out, and shown on hover.
const whenOpen = "group-data-collapsed/sidebar:sr-only";
const link =
  "relative flex h-8 items-center gap-2 rounded-md px-2 text-sm text-sidebar-foreground hover:bg-sidebar-accent hover:text-sidebar-accent-foreground";
const activeLink = {
  className: "bg-sidebar-accent font-medium text-sidebar-accent-foreground",
};

/** Where one can go from anywhere in the organization. */
export function Sidebar({ organization }: { organization: Organization }) {
  const { user } = useSessionUser();
  return (
    <div className="flex h-full flex-col gap-3 p-2.5">
      <OrganizationMenu
        current={organization}
        trigger={(opening) => (
          <Button
            {...opening}
            variant="ghost"
            className="h-10 w-full justify-start! gap-2 px-1.5! text-left"
            title={organization.name}
          >
            <NamedAvatar name={organization.name} className="size-6 rounded-md" />
            <span className={`min-w-0 flex-1 truncate font-semibold ${whenOpen}`}>
              <span>{organization.name}</span>
              <span className="sr-only">: switch organization</span>
            </span>
            <ChevronsUpDown className="text-muted-foreground group-data-collapsed/sidebar:hidden" />
          </Button>
        )}
      />
      <div className="-mx-1 flex flex-1 flex-col gap-3 overflow-y-auto px-1">
        <Instances organization={organization} />
        <OrganizationPages organizationSlug={organization.slug} />
      </div>
      <div className="border-t border-sidebar-border pt-2.5">
        <UserMenu
          trigger={(opening) => (
            <Button
              {...opening}
              variant="ghost"
              className="h-11 w-full justify-start! gap-2 px-1! text-left"
              title={user.name}
            >
              <NamedAvatar name={user.name} image={user.image} />
              <span className={`min-w-0 flex-1 ${whenOpen}`}>
                <span className="block truncate">{user.name}</span>
                <span className="block truncate text-xs font-normal text-muted-foreground">
                  {user.email}
                </span>
                <span className="sr-only">: account menu</span>
              </span>
              <ChevronsUpDown className="text-muted-foreground group-data-collapsed/sidebar:hidden" />
            </Button>
          )}
        />
      </div>
    </div>
  );
}

const PAGES = [
  { to: "/$organizationSlug/connectors", name: "Connectors", icon: Plug },
  { to: "/$organizationSlug/team", name: "Team", icon: Users },
  { to: "/$organizationSlug/settings", name: "Settings", icon: Settings },
] as const;

function OrganizationPages({ organizationSlug }: { organizationSlug: string }) {
  return (
    <nav aria-label="Organization">
      <ul className="grid gap-0.5">
        {PAGES.map(({ to, name, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              params={{ organizationSlug }}
              className={link}
              activeProps={activeLink}
              title={name}
            >
              <Icon className="size-4 shrink-0 text-muted-foreground" aria-hidden />
              <span className={whenOpen}>{name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Instances({ organization }: { organization: Organization }) {
  const [creating, setCreating] = useState(false);
  const { more } = useSessionUser();
  return (
    <nav aria-label="Instances">
      <div className="flex h-8 items-center justify-between px-2">
        <h2 className={`text-xs font-medium text-muted-foreground ${whenOpen}`}>Instances</h2>
        {mayAdminister(organization.role) && (
          <Button
            variant="ghost"
            size="icon-sm"
            className="-mx-1 text-muted-foreground"
            aria-label="New instance"
            title="New instance"
            onClick={() => setCreating(true)}
          >
            <Plus />
          </Button>
        )}
      </div>
      <ul className="grid gap-0.5">
        {organization.instances.map((instance) => (
          <li key={instance.id}>
            <Link
              to="/$organizationSlug/$instanceSlug"
              params={{ organizationSlug: organization.slug, instanceSlug: instance.slug }}
              className={link}
              activeProps={activeLink}
              title={instance.name}
            >
              <span
                aria-hidden
                className="grid size-4 shrink-0 place-items-center rounded-sm border bg-card text-[0.625rem] leading-none font-semibold text-muted-foreground uppercase"
              >
                {initials(instance.name)[0]}
              </span>
              <span className={`truncate ${whenOpen}`}>{instance.name}</span>
            </Link>
          </li>
        ))}
      </ul>
      {more.instances && (
        <p className={`px-2 py-1 text-xs text-muted-foreground ${whenOpen}`}>
          Your organizations have more instances than are listed.
        </p>
      )}
      <NewInstanceDialog organization={organization} open={creating} onOpenChange={setCreating} />
    </nav>
  );
}
