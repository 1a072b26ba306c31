import { readSessionToken } from "../auth/session-token.ts";
import { createAuthorizer } from "./authorize.ts";

/**
 * What every procedure gets. One a request, shared by all calls of a batch and, while a page is
 * rendered, by everything the page asks for.
 */
export function createContext({ request }: { request: Request }) {
  return {
    request,
    authorize: createAuthorizer(() => readSessionToken(request.headers)),
  };
}

export type Context = ReturnType<typeof createContext>;
