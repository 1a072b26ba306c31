import { useNavigate, useParams } from "@tanstack/react-router";
import { Command } from "cmdk";
import { LogOut, Monitor, Moon, Plus, Settings, ShieldUser, Sun, UserCog } from "lucide-react";
import { useState } from "react";
import { useSessionUser } from "../hooks/use-session-user";
import { usePreferences } from "../lib/preferences";
import { isPlatformAdmin, mayAdminister } from "../lib/roles";
import { signOut } from "../lib/sign-out";
import { ADMIN_PAGES } from "./admin/admin-pages";
import { ImpersonateDialog } from "./admin/dialogs";
import { NewMachineDialog } from "./machines/dialogs";
import { NewInstanceDialog } from "./new-instance";
import { places } from "./places";
import { CommandGroup, CommandItem } from "./ui/command";
import { Dialog, DialogContent, DialogTitle } from "./ui/dialog";

interface CommandPaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Goes to any organization, instance or page and does the few things one does from everywhere. */
export function CommandPalette({ open, onOpenChange }: CommandPaletteProps) {
  const viewer = useSessionUser();
  const { organizationSlug, instanceSlug } = useParams({ strict: false });
  const organization = viewer.organizations.find(({ slug }) => slug === organizationSlug);
  const instance = organization?.instances.find(({ slug }) => slug === instanceSlug);
  const [creating, setCreating] = useState<"machine" | "instance">();
  const stopCreating = () => setCreating(undefined);
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
          <Command loop label="Search and commands" filter={matches}>
            <Command.Input
              name="q"
              placeholder="Go to, create, change…"
              className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-muted-foreground"
            />
            <Command.Empty className="pt-8 pb-5 text-center text-sm text-muted-foreground">
              Nothing is called that.
            </Command.Empty>
            <Command.List className="max-h-[min(20rem,88dvh-5rem)] scroll-py-2 overflow-y-auto p-1.5">
              {viewer.organizations.length > 0 && (
                <CommandGroup heading="Go to">
                  {places(viewer).map(({ key, name, page, icon: Icon, link }) => (
                    <CommandItem
                      key={key}
                      value={key}
                      keywords={[name, page]}
                      icon={<Icon />}
                      onSelect={run(() => navigate(link))}
                    >
                      {name}
                    </CommandItem>
                  ))}
                </CommandGroup>
              )}
              <CommandGroup heading="Create">
                {instance && (
                  <CommandItem onSelect={run(() => setCreating("machine"))} icon={<Plus />}>
                    {`New machine in ${instance.name}`}
                  </CommandItem>
                )}
                {organization && mayAdminister(organization.role) && (
                  <CommandItem onSelect={run(() => setCreating("instance"))} icon={<Plus />}>
                    {`New instance in ${organization.name}`}
                  </CommandItem>
                )}
                <CommandItem
                  onSelect={run(() => navigate({ to: "/new-organization" }))}
                  icon={<Plus />}
                >
                  New organization
                </CommandItem>
              </CommandGroup>
              {isPlatformAdmin(viewer) && (
                <CommandGroup heading="Platform">
                  {ADMIN_PAGES.map(({ to, name }) => (
                    <CommandItem
                      key={to}
                      onSelect={run(() => navigate({ to }))}
                      icon={<ShieldUser />}
                    >
                      {`Admin / ${name}`}
                    </CommandItem>
                  ))}
                  <CommandItem onSelect={run(() => setImpersonating(true))} icon={<UserCog />}>
                    Impersonate a user…
                  </CommandItem>
                </CommandGroup>
              )}
              <CommandGroup heading="Theme">
                <CommandItem
                  onSelect={run(() => preferences.save({ theme: "light" }))}
                  icon={<Sun />}
                >
                  Light theme
                </CommandItem>
                <CommandItem
                  onSelect={run(() => preferences.save({ theme: "dark" }))}
                  icon={<Moon />}
                >
                  Dark theme
                </CommandItem>
                <CommandItem
                  onSelect={run(() => preferences.save({ theme: "system" }))}
                  icon={<Monitor />}
                >
                  Same theme as system
                </CommandItem>
              </CommandGroup>
              <CommandGroup heading="Account">
                <CommandItem
                  onSelect={run(() => navigate({ to: "/user/settings" }))}
                  icon={<Settings />}
                >
                  Your settings
                </CommandItem>
                <CommandItem onSelect={run(signOut)} icon={<LogOut />}>
                  Sign out
                </CommandItem>
              </CommandGroup>
            </Command.List>
          </Command>
        </DialogContent>
      </Dialog>
      {organization && (
        <NewInstanceDialog
          organization={organization}
          open={creating === "instance"}
          onOpenChange={stopCreating}
        />
      )}
      {organization && instance && (
        <NewMachineDialog
          scope={{ organizationSlug: organization.slug, instanceSlug: instance.slug }}
          open={creating === "machine"}
          onOpenChange={stopCreating}
        />
      )}
      <ImpersonateDialog open={impersonating} onOpenChange={setImpersonating} />
    </>
  );
}

/**
 * Finds what has every word of the search in its text. The default is content with the same letters in the same order:
 * it finds a place by its id, and, as groups keep their order, puts it before the command that was typed out.
 */
function matches(value: string, search: string, keywords: string[] = []) {
  const text = (keywords.length > 0 ? keywords.join(" ") : value).toLowerCase();
  const words = search.toLowerCase().split(/\s+/);
  return words.every((word) => text.includes(word)) ? 1 : 0;
}
