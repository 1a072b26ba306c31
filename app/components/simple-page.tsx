import type { ReactNode } from "react";
import { AccountHeader } from "./account-header";

/** A page of a signed-in person outside of any organization, with one thing in the middle. */
export function SimplePage({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-1 flex-col">
      <AccountHeader />
      <main className="grid flex-1 place-items-center p-4 pb-24">
        <div className="w-full max-w-sm">{children}</div>
      </main>
    </div>
  );
}
