import type { MiddlewareHandler } from "hono";
import { withCurrentSignatures } from "../utils/cookie-signatures.ts";
import { keys } from "./keys.ts";

const [current = "", ...previous] = keys.secrets.map(({ value }) => value);

/** Keeps people signed in while the secret that signed their cookies is being replaced. */
export const acceptPreviousSignatures: MiddlewareHandler = async (c, next) => {
  const cookies = c.req.header("cookie");
  if (cookies) {
    const headers = new Headers(c.req.raw.headers);
    headers.set("cookie", await withCurrentSignatures(cookies, current, previous));
    c.req.raw = new Request(c.req.raw, { headers });
  }
  await next();
};
