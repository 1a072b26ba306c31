import { readSessionToken } from "../auth/session-token.ts";
import { createAuthorizer } from "./authorize.ts";

/**
 * What every procedure gets. One a request, shared by all calls of a batch and, while a page is
 * rendered, by everything the page asks for.
 */
export function createContext({ request }: { request: Request }) {
  const cookies: string[] = [];
  let cookiesAreTaken = false;
  return {
    request,
    /** `Set-Cookie` values that go out with the response. */
    cookies,
    /** Whether this call is the first of its request that sets cookies; a second one would replace them. */
    takeCookies: () => {
      const isFirst = !cookiesAreTaken;
      cookiesAreTaken = true;
      return isFirst;
    },
    /** Whether the response's head, and with it every cookie, leaves before the calls are done. */
    streams: request.headers.get("trpc-accept") === "application/jsonl",
    authorize: createAuthorizer(() => readSessionToken(request.headers)),
  };
}

export type Context = ReturnType<typeof createContext>;
