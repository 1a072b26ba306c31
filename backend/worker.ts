import { Hono } from "hono";
import { isLocalStage } from "../env.ts";
import { api } from "./api.ts";
import { acceptPreviousSignatures } from "./auth/previous-signatures.ts";
import { withCookies } from "./auth/response-cookies.ts";
import { env } from "./env.ts";
import { createNonce } from "./http/content-security-policy.ts";
import { answerWithPage } from "./http/pages.ts";
import { limitBody, limitHead } from "./http/request-limits.ts";
import { type PageVariables, secureResponse } from "./http/response-headers.ts";
import { logRequest } from "./log/request-log.ts";
import { scheduled } from "./scheduled.ts";
import { createContext } from "./trpc/context.ts";

export { OrganizationWebSocket } from "./durable-objects/organization-websocket.ts";

const app = new Hono<{ Variables: PageVariables }>();

app.use(logRequest, secureResponse, limitHead);
if (env.BETTER_AUTH_PREVIOUS_SECRETS) app.use(acceptPreviousSignatures);
app.use(limitBody);

app.route("/", api);
// Existing files are served without the worker, so these are gone.
app.get("/assets/*", (c) => c.notFound());
app.all("/_serverFn/*", (c) => c.json({ error: "There is nothing at this address." }, 404));
app.get("*", async (c) => {
  const nonce = createNonce();
  c.set("nonce", nonce);
  const trpc = createContext({ request: c.req.raw });
  const site = { devLogin: isLocalStage(env), renderedAt: Date.now() };
  return withCookies(trpc, await answerWithPage(c.req.raw, { context: { trpc, site, nonce } }));
});
app.all("*", (c) => {
  c.header("Allow", "GET, HEAD");
  return c.json({ error: "A page can only be read." }, 405);
});

export default { fetch: app.fetch, scheduled } satisfies ExportedHandler<Cloudflare.Env>;
