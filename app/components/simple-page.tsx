import type { ReactNode } from "react";
import { UserMenu } from "./user-menu";
import { Logo } from "./logo";

/** A page of a signed-in person outside of any organization: the logo, the user menu, one thing in the middle. */
export function SimplePage({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex items-center justify-between p-4">
        <Logo />
        <UserMenu />
      </header>
      <main className="grid flex-1 place-items-center p-4 pb-24">
        <div className="w-full max-w-sm">{children}</div>
      </main>
    </div>
  );
}
