import server from "@tanstack/react-start/server-entry";
import { Hono } from "hono";
import { isLocalStage } from "../env.ts";
import { api } from "./api.ts";
import { env } from "./env.ts";
import { createContext } from "./trpc/context.ts";

export { OrganizationWebSocket } from "./durable-objects/organization-websocket.ts";

const app = new Hono();

app.route("/", api);
app.all("*", ({ req }) =>
  server.fetch(req.raw, {
    context: {
      trpc: createContext({ request: req.raw }),
      site: { devLogin: isLocalStage(env) },
    },
  }),
);

export default { fetch: app.fetch } satisfies ExportedHandler<Cloudflare.Env>;
