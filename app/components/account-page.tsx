import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AccountHeader } from "./account-header";
import { ErrorPage } from "./error-page";
import { Page } from "./page";

/** A page about the person rather than one of their organizations. */
export function AccountPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-1 flex-col">
      <AccountHeader />
      <div className="mx-auto w-full max-w-3xl">
        <Page title={title} narrow>
          {children}
        </Page>
      </div>
    </div>
  );
}

/** The error page of such a page, which keeps its frame. */
export function AccountErrorPage(props: ErrorComponentProps) {
  return (
    <div className="flex flex-1 flex-col">
      <AccountHeader />
      <ErrorPage {...props} />
    </div>
  );
}
