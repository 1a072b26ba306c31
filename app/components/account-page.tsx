import type { ReactNode } from "react";
import { AccountFrame } from "./account-frame";
import { Page } from "./page";

/** A page about the person rather than one of their organizations. */
export function AccountPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <AccountFrame place={title}>
      <div className="mx-auto w-full max-w-3xl">
        <Page title={title} narrow>
          {children}
        </Page>
      </div>
    </AccountFrame>
  );
}
