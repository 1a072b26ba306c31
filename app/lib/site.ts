import { createIsomorphicFn, getGlobalStartContext } from "@tanstack/react-start";

/** What the server tells the browser of the site itself, with the first page. */
export interface Site {
  /** Whether anybody may sign in as anybody: true in the local stage alone. */
  devLogin: boolean;
  /** When the server began to render the page, in milliseconds of its clock. */
  renderedAt: number;
}

function startContext() {
  const context = getGlobalStartContext();
  if (!context) throw new Error("A page was rendered outside of a request.");
  return context;
}

/** The site of this request; in the browser a stand-in until the server's is there, before anything is shown. */
export const readSite = createIsomorphicFn()
  .server((): Site => startContext().site)
  .client((): Site => ({ devLogin: false, renderedAt: 0 }));

/** What the page's own scripts and styles are marked with. The browser reads it from the page. */
export const readNonce = createIsomorphicFn()
  .server((): string | undefined => startContext().nonce)
  .client((): string | undefined => undefined);
