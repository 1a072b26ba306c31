import { redirect as routerRedirect } from "@tanstack/react-router";
import { createIsomorphicFn } from "@tanstack/react-start";
import { type Outside, outsideOfRequests } from "../../backend/http/outside-of-requests";

const outside = createIsomorphicFn()
  .server((): Outside => outsideOfRequests)
  .client((): Outside => (make) => make());

/** In place of the router's own: on the server a redirect is an answer, which would never leave memory. */
export const redirect: typeof routerRedirect = (options) =>
  outside()(() => routerRedirect(options));
