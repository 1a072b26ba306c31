import { Hono } from "hono";
import { client } from "../../backend/db/client.ts";
import { secureResponse } from "../../backend/http/response-headers.ts";
import { logRequest } from "../../backend/log/request-log.ts";
import { loadMachines } from "./machines.ts";

// What the same work takes as a bare route: no tRPC, no Drizzle, no cookies, no rules. As any route of
// the app would be it is under /api, where no static file is looked for, and behind the log and the headers.

const app = new Hono().basePath("/api").use(logRequest, secureResponse);

/** The floor of everything: a worker that answers. */
app.get("/", (c) => c.text("ok"));

/** A body, as it comes. */
app.post("/echo", (c) => new Response(c.req.raw.body));

/** The floor of a list. */
app.get("/machines/:organizationSlug/:instanceSlug", async (c) =>
  c.json(await loadMachines({ ...c.req.param(), token: c.req.header("x-session-token") })),
);

/** The floor of a stored webhook: one insert of the body. */
app.post("/insert", async (c) => {
  const id = `evt_${crypto.randomUUID()}`;
  await client.execute(
    "insert into event (id, type, payload, external_id, deduplication_key) values (?, ?, ?, ?, ?)",
    [id, "bench.insert", await c.req.text(), id, id],
  );
  return c.text("ok");
});

export default app;
