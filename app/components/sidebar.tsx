import { Link } from "@tanstack/react-router";
import { ChevronsUpDown, Plus, Server } from "lucide-react";
import { useState } from "react";
import { useSessionUser } from "../hooks/use-session-user";
import type { Organization } from "../lib/trpc";
import { NewInstanceDialog } from "./new-instance-dialog";
import { Button } from "./ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "./ui/dropdown-menu";
import { UserMenu } from "./user-menu";

const link =
  "flex h-8 items-center gap-2 rounded-md px-2 text-sm text-muted-foreground hover:bg-sidebar-accent hover:text-foreground";
const activeLink = { className: "bg-sidebar-accent font-medium text-foreground" };

/** Where one is in the organization, and where one can go. */
export function Sidebar({ organization }: { organization: Organization }) {
  const { user } = useSessionUser();
  return (
    <div className="flex h-full flex-col gap-4 p-3">
      <OrganizationSwitcher organization={organization} />
      <nav aria-label="Instances" className="flex-1 overflow-y-auto">
        <Instances organization={organization} />
      </nav>
      <div className="flex items-center gap-2 border-t pt-3">
        <UserMenu />
        <div className="min-w-0 text-sm">
          <div className="truncate font-medium">{user.name}</div>
          <div className="truncate text-xs text-muted-foreground">{user.email}</div>
        </div>
      </div>
    </div>
  );
}

function Instances({ organization }: { organization: Organization }) {
  const [creating, setCreating] = useState(false);
  return (
    <>
      <div className="flex h-8 items-center justify-between px-2">
        <h2 className="text-xs font-medium text-muted-foreground">Instances</h2>
        {organization.role !== "member" && (
          <Button
            variant="ghost"
            size="icon-sm"
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
            >
              <Server className="size-4 shrink-0" aria-hidden />
              <span className="truncate">{instance.name}</span>
            </Link>
          </li>
        ))}
      </ul>
      <NewInstanceDialog organization={organization} open={creating} onOpenChange={setCreating} />
    </>
  );
}

function OrganizationSwitcher({ organization }: { organization: Organization }) {
  const { organizations } = useSessionUser();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          className="h-10 w-full justify-between px-2"
          aria-label={`${organization.name}: switch organization`}
        >
          <span className="truncate font-semibold">{organization.name}</span>
          <ChevronsUpDown className="text-muted-foreground" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-56">
        <DropdownMenuLabel>Organizations</DropdownMenuLabel>
        {organizations.map(({ id, slug, name }) => (
          <DropdownMenuItem key={id} asChild>
            <Link to="/$organizationSlug" params={{ organizationSlug: slug }}>
              <span className="truncate">{name}</span>
            </Link>
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link to="/new-organization">
            <Plus /> New organization
          </Link>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
