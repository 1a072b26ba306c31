import type { ReactNode } from "react";
import { AccountFrame } from "./account-frame";

interface SimplePageProps {
  /** What the page is about, for its header. */
  place?: string;
  children: ReactNode;
}

/** A page of a signed-in person outside of any organization, with one thing in the middle. */
export function SimplePage({ place, children }: SimplePageProps) {
  return (
    <AccountFrame place={place}>
      <main className="grid flex-1 place-items-center p-4 pb-24">
        <div className="w-full max-w-sm">{children}</div>
      </main>
    </AccountFrame>
  );
}
