import alchemy from "alchemy";
import { DurableObjectNamespace, TanStackStart, Worker } from "alchemy/cloudflare";
import path from "node:path";
import type { OrganizationWebSocket } from "./backend/durable-objects/organization-websocket.ts";
import { listenOnLoopbackOnly } from "./dev/loopback.ts";
import { localAppEnv, localStack, parseAppEnv } from "./env.ts";

/** Both workers and their tests run with the behaviour of this date. */
const COMPATIBILITY_DATE = "2026-07-01";

const local = process.argv.includes("--dev");
/** Writes the wrangler.jsonc that `vite build` reads, and stops. */
const configOnly = process.argv.includes("--config-only");

const stack = localStack();
const env = local ? localAppEnv(stack) : parseAppEnv(process.env);
const stateDir = path.resolve(stack.dataDir, "alchemy");

if (local) {
  listenOnLoopbackOnly();
  Object.assign(process.env, {
    // alchemy makes a Cloudflare client even for local workers but never calls it: any values will do.
    CLOUDFLARE_API_TOKEN: "local",
    CLOUDFLARE_ACCOUNT_ID: "local",
    // Nothing is to be looked up or reported: the local stage works without internet.
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_SEND_METRICS: "false",
    ALCHEMY_TELEMETRY_DISABLED: "1",
    ALCHEMY_CI_STATE_STORE_CHECK: "false",
    // Where local workers find each other. The default is one for the whole machine.
    MINIFLARE_REGISTRY_PATH: path.join(stateDir, "registry"),
  });
}

const project = await alchemy("os2", {
  stage: env.VITE_APP_STAGE,
  noTrack: true,
  ...(local && { password: "local", dotAlchemy: stateDir }),
});

// alchemy's local server leaves a refused WebSocket upgrade unhandled, which would end the process.
if (local) process.on("unhandledRejection", (error) => console.error("[dev]", error));

const {
  BETTER_AUTH_SECRET,
  GOOGLE_CLIENT_SECRET,
  SLACK_CLIENT_SECRET,
  SLACK_SIGNING_SECRET,
  SERVICE_AUTH_TOKEN,
  PSCALE_DATABASE_URL,
  ...variables
} = env;

const viteDev = `node_modules/.bin/vite dev --port ${stack.ports.app} --strictPort`;

export const app = await TanStackStart("app", {
  compatibilityDate: COMPATIBILITY_DATE,
  bindings: {
    ...variables,
    BETTER_AUTH_SECRET: alchemy.secret(BETTER_AUTH_SECRET),
    GOOGLE_CLIENT_SECRET: alchemy.secret(GOOGLE_CLIENT_SECRET),
    SLACK_CLIENT_SECRET: alchemy.secret(SLACK_CLIENT_SECRET),
    SLACK_SIGNING_SECRET: alchemy.secret(SLACK_SIGNING_SECRET),
    SERVICE_AUTH_TOKEN: alchemy.secret(SERVICE_AUTH_TOKEN),
    PSCALE_DATABASE_URL: alchemy.secret(PSCALE_DATABASE_URL),
    ORGANIZATION_WEBSOCKET: DurableObjectNamespace<OrganizationWebSocket>(
      "organization-websocket",
      {
        className: "OrganizationWebSocket",
        sqlite: true,
      },
    ),
  },
  // API calls must not wait for a look-up among the static files.
  assets: { run_worker_first: ["/api/*"] },
  build: "node_modules/.bin/vite build",
  wrangler: {
    main: "backend/worker.ts",
    secrets: true,
    ...(local && { path: path.join(stateDir, "wrangler.jsonc") }),
  },
  url: false,
  dev: {
    command: configOnly ? `echo http://localhost:${stack.ports.app}/` : viteDev,
    domain: `localhost:${stack.ports.app}`,
  },
});

if (configOnly) process.exit(0);

export const edgeProxy = await Worker("edge-proxy", {
  entrypoint: "backend/edge-proxy.ts",
  compatibilityDate: COMPATIBILITY_DATE,
  bindings: { APP: app },
  ...(!local && { domains: [new URL(env.VITE_PUBLIC_URL).host], url: false }),
  dev: { port: stack.ports.edge },
});

await project.finalize();

if (local) console.log("workers ready");
