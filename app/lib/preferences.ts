import { useRouter } from "@tanstack/react-router";
import { createIsomorphicFn } from "@tanstack/react-start";
import { getCookie, getRequestHeader } from "@tanstack/react-start/server";

export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

/** What a browser remembers of its person, and is, so that the first byte of a page is right already. */
export interface Preferences {
  theme: Theme;
  sidebar: "open" | "collapsed";
  /** Where they were last: an organization's slug, and of its instances one's or none. */
  last: { organizationSlug: string; instanceSlug: string | undefined } | undefined;
  /** The key of its shortcuts. */
  commandKey: "⌘" | "Ctrl";
}

const COOKIES = { theme: "os2-theme", sidebar: "os2-sidebar", last: "os2-last" } as const;

/** Reads the preferences out of a request; what is missing or makes no sense is as for somebody new. */
export function parsePreferences(
  cookie: (name: string) => string | undefined,
  userAgent = "",
): Preferences {
  const [organizationSlug, instanceSlug] = cookie(COOKIES.last)?.split(".") ?? [];
  return {
    theme: THEMES.find((theme) => theme === cookie(COOKIES.theme)) ?? "system",
    sidebar: cookie(COOKIES.sidebar) === "collapsed" ? "collapsed" : "open",
    last: organizationSlug
      ? { organizationSlug, instanceSlug: instanceSlug || undefined }
      : undefined,
    commandKey: /Mac|iPhone|iPad/.test(userAgent) ? "⌘" : "Ctrl",
  };
}

/** Those of this request; in the browser a stand-in until the server's are there, before anything is shown. */
export const readPreferences = createIsomorphicFn()
  .server(() => parsePreferences(getCookie, getRequestHeader("user-agent")))
  .client(() => parsePreferences(() => undefined));

const YEAR_S = 365 * 24 * 60 * 60;

function writeCookie(name: string, value: string) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax${secure}`;
}

/** The preferences, and how to change some of them. Reading them does not follow later changes. */
export function usePreferences() {
  const router = useRouter();
  const save = (changes: Partial<Preferences>) => {
    const { context } = router.options;
    const preferences = { ...context.preferences, ...changes };
    router.update({ context: { ...context, preferences } });
    const { theme, sidebar, last } = preferences;
    if (changes.theme) {
      document.documentElement.className = theme;
      writeCookie(COOKIES.theme, theme);
    }
    if (changes.sidebar) writeCookie(COOKIES.sidebar, sidebar);
    if (last && changes.last)
      writeCookie(COOKIES.last, `${last.organizationSlug}.${last.instanceSlug ?? ""}`);
  };
  return { ...router.options.context.preferences, save };
}
