import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  HeadContent,
  Outlet,
  ScriptOnce,
  Scripts,
} from "@tanstack/react-router";
import type { TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { type ReactNode, useEffect } from "react";
import type { AppRouter } from "../../backend/trpc/root";
import { Toasts } from "../components/toasts";
import { announceHydration, keepEarlyEvents } from "../lib/early-events";
import { type Preferences, usePreferences } from "../lib/preferences";
import type { Site } from "../lib/site";
import styles from "../styles.css?url";

export interface RouterContext {
  site: Site;
  preferences: Preferences;
  queryClient: QueryClient;
  trpc: TRPCOptionsProxy<AppRouter>;
}

export const Route = createRootRouteWithContext<RouterContext>()({
  head: ({ matches }) => ({
    meta: [
      { charSet: "utf-8" },
      { name: "viewport", content: "width=device-width, initial-scale=1" },
      { name: "color-scheme", content: "light dark" },
      { title: matches.some(isNotFound) ? "Not found · OS2" : "OS2" },
    ],
    links: [
      { rel: "stylesheet", href: styles },
      { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
    ],
  }),
  shellComponent: Document,
  component: () => (
    <>
      <Outlet />
      <Toasts />
    </>
  ),
});

/** Either a page says so of what it is about, or the router of an address that no page has. */
const isNotFound = ({ status, _notFound }: { status: string; _notFound?: boolean }) =>
  status === "notFound" || _notFound;

function Document({ children }: { children: ReactNode }) {
  const { theme } = usePreferences();
  useEffect(() => {
    announceHydration();
  }, []);
  return (
    <html lang="en" className={theme}>
      <head>
        {/* The browser has no use for its text: it has run there already. */}
        {import.meta.env.SSR && <ScriptOnce>{keepEarlyEvents()}</ScriptOnce>}
        <HeadContent />
      </head>
      <body>
        {children}
        <Scripts />
      </body>
    </html>
  );
}
