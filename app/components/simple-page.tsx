import type { ReactNode } from "react";
import { useSessionUser } from "../hooks/use-session-user";
import { Logo } from "./logo";
import { NamedAvatar } from "./ui/avatar";
import { Button } from "./ui/button";
import { UserMenu } from "./user-menu";

/** A page of a signed-in person outside of any organization: the logo, the user menu, one thing in the middle. */
export function SimplePage({ children }: { children: ReactNode }) {
  const { user } = useSessionUser();
  return (
    <div className="flex flex-1 flex-col">
      <header className="flex items-center justify-between p-4">
        <Logo />
        <UserMenu
          trigger={
            <Button variant="ghost" size="icon" className="rounded-full" title={user.name}>
              <span className="sr-only">{user.name}: account menu</span>
              <NamedAvatar name={user.name} image={user.image} />
            </Button>
          }
        />
      </header>
      <main className="grid flex-1 place-items-center p-4 pb-24">
        <div className="w-full max-w-sm">{children}</div>
      </main>
    </div>
  );
}
