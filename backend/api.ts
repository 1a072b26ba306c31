import { sql } from "drizzle-orm";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { handleAuth } from "./auth/handler.ts";
import { db } from "./db/client.ts";
import { isDatabaseUnavailable } from "./db/helpers.ts";
import { slack } from "./integrations/slack/slack.ts";
import { cspReport } from "./http/csp-report.ts";
import { type BodyVariables, wholeRequest } from "./http/request-limits.ts";
import { toItsEnd } from "./http/to-its-end.ts";
import { liveUpgrade } from "./live/upgrade.ts";
import { logError } from "./log/log.ts";
import { currentRecord } from "./log/request-record.ts";
import { trpc } from "./trpc/http.ts";

/** Everything under /api. Apart from the worker, so that tests can load it without the pages. */
export const api = new Hono<{ Variables: BodyVariables }>().basePath("/api");

api.get("/health", (c) => c.json({ status: "ok" }));

api.get("/ready", async (c) => {
  await db.execute(sql`select 1`);
  return c.json({ status: "ready" });
});

// Sign-ins, round trips to a provider and Slack's events write. tRPC says of each call whether it does.
for (const path of ["/auth/*", "/integrations/*"]) api.use(path, (_, next) => toItsEnd(next()));

api.on(["GET", "POST"], "/auth/*", (c) => handleAuth(wholeRequest(c)));

api.route("/trpc", trpc);

api.route("/integrations/slack", slack);
api.route("/", liveUpgrade);

api.route("/", cspReport);

api.all("/*", (c) => c.json({ error: "There is nothing at this address." }, 404));

api.onError((error, c) => {
  if (error instanceof HTTPException)
    return error.res ?? c.json({ error: error.message }, error.status);
  const requestId = currentRecord()?.id;
  const answer = (text: string) => {
    const message = `${text} Reference: ${requestId}`;
    return { error: message, message, requestId };
  };
  if (isDatabaseUnavailable(error)) {
    logError("database not reachable", error);
    c.header("Retry-After", "5");
    return c.json(answer("The database can't be reached right now."), 503);
  }
  logError("unexpected error", error);
  return c.json(answer("Something went wrong on our side."), 500);
});
