import { useSessionUser } from "../hooks/use-session-user";
import { CommandPaletteButton } from "./command-palette-button";
import { Logo } from "./logo";
import { NamedAvatar } from "./ui/avatar";
import { Button } from "./ui/button";
import { UserMenu } from "./user-menu";

/** Stands above pages that belong to no organization: the way back, the palette and the user menu. */
export function AccountHeader() {
  const { user } = useSessionUser();
  return (
    <header className="flex items-center justify-between p-4">
      <Logo />
      <div className="flex items-center gap-2">
        <CommandPaletteButton />
        <UserMenu
          trigger={(opening) => (
            <Button
              {...opening}
              variant="ghost"
              size="icon"
              className="rounded-full"
              title={user.name}
            >
              <span className="sr-only">{user.name}: account menu</span>
              <NamedAvatar name={user.name} image={user.image} />
            </Button>
          )}
        />
      </div>
    </header>
  );
}
