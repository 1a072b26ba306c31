import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { sql } from "drizzle-orm";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { auth } from "./auth/auth.ts";
import { db } from "./db/client.ts";
import { isDatabaseUnavailable } from "./db/helpers.ts";
import { liveUpgrade } from "./live/upgrade.ts";
import { createContext } from "./trpc/context.ts";
import { appRouter } from "./trpc/root.ts";

const MAX_BATCH_SIZE = 20;

/** Everything under /api. Apart from the worker, so that tests can load it without the pages. */
export const api = new Hono().basePath("/api");

api.get("/health", (c) => c.json({ status: "ok" }));

api.get("/ready", async (c) => {
  await db.execute(sql`select 1`);
  return c.json({ status: "ready" });
});

api.on(["GET", "POST"], "/auth/*", (c) => auth.handler(c.req.raw));

api.all("/trpc/*", (c) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req: c.req.raw,
    router: appRouter,
    createContext: () => createContext({ request: c.req.raw }),
    maxBatchSize: MAX_BATCH_SIZE,
    onError: ({ error, path }) => {
      if (error.code === "INTERNAL_SERVER_ERROR") console.error(path, error);
    },
  }),
);

api.route("/", liveUpgrade);

api.all("/*", (c) => c.json({ error: "There is nothing at this address." }, 404));

api.onError((error, c) => {
  if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
  if (isDatabaseUnavailable(error)) {
    c.header("Retry-After", "5");
    return c.json({ error: "The database can't be reached right now." }, 503);
  }
  console.error(error);
  return c.json({ error: "Something went wrong on our side." }, 500);
});
