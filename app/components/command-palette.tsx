import { useNavigate, useParams } from "@tanstack/react-router";
import { Command } from "cmdk";
import { LogOut, Monitor, Moon, Plus, Settings, ShieldUser, Sun, UserCog } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useSessionUser } from "../hooks/use-session-user";
import { usePreferences } from "../lib/preferences";
import { isPlatformAdmin, mayAdminister } from "../lib/roles";
import { signOut } from "../lib/sign-out";
import { ImpersonateDialog } from "./admin/dialogs";
import { NewInstanceDialog } from "./new-instance";
import { places } from "./places";
import { Dialog, DialogContent, DialogTitle } from "./ui/dialog";

interface CommandPaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Goes to any organization, instance or page and does the few things one does from everywhere. */
export function CommandPalette({ open, onOpenChange }: CommandPaletteProps) {
  const viewer = useSessionUser();
  const { organizationSlug } = useParams({ strict: false });
  const organization = viewer.organizations.find(({ slug }) => slug === organizationSlug);
  const [creating, setCreating] = useState(false);
  const [impersonating, setImpersonating] = useState(false);
  const navigate = useNavigate();
  const preferences = usePreferences();
  const run = (action: () => unknown) => () => {
    onOpenChange(false);
    void action();
  };
  return (
    <>
      <Dialog open={open} onOpenChange={onOpenChange}>
        <DialogContent
          className="mt-[12vh]! max-w-xl gap-0! overflow-hidden p-0!"
          showCloseButton={false}
          aria-describedby={undefined}
        >
          <DialogTitle className="sr-only">Search and commands</DialogTitle>
          <Command loop label="Search and commands">
            <Command.Input
              placeholder="Go to, create, change…"
              className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-muted-foreground"
            />
            <Command.Empty className="pt-8 pb-5 text-center text-sm text-muted-foreground">
              Nothing is called that.
            </Command.Empty>
            <Command.List className="max-h-80 scroll-py-2 overflow-y-auto p-1.5">
              {viewer.organizations.length > 0 && (
                <Group heading="Go to">
                  {places(viewer).map(({ key, name, icon: Icon, link }) => (
                    <Item
                      key={key}
                      value={`${name} ${key}`}
                      icon={<Icon />}
                      onSelect={run(() => navigate(link))}
                    >
                      {name}
                    </Item>
                  ))}
                </Group>
              )}
              <Group heading="Create">
                {organization && mayAdminister(organization.role) && (
                  <Item onSelect={run(() => setCreating(true))} icon={<Plus />}>
                    New instance in {organization.name}
                  </Item>
                )}
                <Item onSelect={run(() => navigate({ to: "/new-organization" }))} icon={<Plus />}>
                  New organization
                </Item>
              </Group>
              {isPlatformAdmin(viewer) && (
                <Group heading="Platform">
                  <Item onSelect={run(() => navigate({ to: "/admin" }))} icon={<ShieldUser />}>
                    Admin
                  </Item>
                  <Item onSelect={run(() => setImpersonating(true))} icon={<UserCog />}>
                    Impersonate a user…
                  </Item>
                </Group>
              )}
              <Group heading="Theme">
                <Item onSelect={run(() => preferences.save({ theme: "light" }))} icon={<Sun />}>
                  Light theme
                </Item>
                <Item onSelect={run(() => preferences.save({ theme: "dark" }))} icon={<Moon />}>
                  Dark theme
                </Item>
                <Item
                  onSelect={run(() => preferences.save({ theme: "system" }))}
                  icon={<Monitor />}
                >
                  Same theme as system
                </Item>
              </Group>
              <Group heading="Account">
                <Item onSelect={run(() => navigate({ to: "/user/settings" }))} icon={<Settings />}>
                  Your settings
                </Item>
                <Item onSelect={run(signOut)} icon={<LogOut />}>
                  Sign out
                </Item>
              </Group>
            </Command.List>
          </Command>
        </DialogContent>
      </Dialog>
      {organization && (
        <NewInstanceDialog organization={organization} open={creating} onOpenChange={setCreating} />
      )}
      <ImpersonateDialog open={impersonating} onOpenChange={setImpersonating} />
    </>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted-foreground"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  icon: ReactNode;
  onSelect: () => void;
  /** Tells apart what has the same text. */
  value?: string;
  children: ReactNode;
}

function Item({ icon, children, ...props }: ItemProps) {
  return (
    <Command.Item
      className="flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2 text-sm select-none data-[selected=true]:bg-accent pointer-coarse:min-h-11 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted-foreground"
      {...props}
    >
      {icon}
      <span className="truncate">{children}</span>
    </Command.Item>
  );
}
