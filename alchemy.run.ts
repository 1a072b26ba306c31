import alchemy, { Scope } from "alchemy";
import { DurableObjectNamespace, RateLimit, TanStackStart, Worker } from "alchemy/cloudflare";
import { CloudflareStateStore } from "alchemy/state";
import path from "node:path";
import type { OrganizationWebSocket } from "./backend/durable-objects/organization-websocket.ts";
import { RATE_LIMITS } from "./backend/http/rate-limits.ts";
import { APP, readArguments } from "./dev/deploy/arguments.ts";
import { provisionDatabase } from "./dev/deploy/database.ts";
import { examine, examineAccess, report } from "./dev/deploy/doctor.ts";
import { explainFailure } from "./dev/deploy/failure.ts";
import { migrateStage } from "./dev/deploy/migrate.ts";
import { placement } from "./dev/deploy/placement.ts";
import { rateLimitNamespace } from "./dev/deploy/rate-limit-namespace.ts";
import { stateStoreOf } from "./dev/deploy/state-store.ts";
import { OUR_TAG } from "./dev/deploy/workers.ts";
import { listenOnLoopbackOnly } from "./dev/loopback.ts";
import { passUpgradesOn } from "./dev/upgrades.ts";
import { requireStandIns } from "./dev/ports.ts";
import { Problem } from "./dev/setup/step.mjs";
import { deployment, LOCAL_STAGE, localAppEnv, localStack } from "./env.ts";

// What OS2 is made of, on Cloudflare and at PlanetScale.
//
//   node alchemy.run.ts --stage prd           pnpm run deploy: creates or updates a stage
//   node alchemy.run.ts --stage pr-7 --down   pnpm run destroy: takes one down
//   node alchemy.run.ts --dev                 both workers on this machine (bin/dev)
//
// alchemy's own command line runs it as well: pnpm exec alchemy deploy --stage prd

/** What both workers expect of the runtime. Their tests run with the behaviour of this date too. */
const COMPATIBILITY = {
  compatibilityDate: "2026-07-01",
  // Live messages are a hundred bytes: packing them takes twice the time and 200 kB of each socket.
  compatibilityFlags: ["no_web_socket_compression"],
};

const options = explain(readArguments);
const stack = localStack();
const target = options.dev
  ? undefined
  : explain(() => deployment(options.stage, { takeDown: options.down }));
const local = !target;
const dataDir = path.resolve(target?.dataDir ?? stack.dataDir);
const stateDir = path.join(dataDir, "alchemy");

if (local) {
  if (!options["config-only"]) await requireStandIns(stack).catch(fail);
  listenOnLoopbackOnly((server, port) => {
    if (port === stack.ports.edge) passUpgradesOn(server, () => `os2-edge-proxy-${LOCAL_STAGE}`);
  });
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

/** Where alchemy writes. It takes this, though its types do not say so. */
const folders = { dotAlchemy: stateDir };

// Every failure of a deploy names the setting to look at, and holds no secret.
if (target) process.on("uncaughtException", fail);

if (target && !(await report(options.down ? examineAccess(target) : examine(target, options))))
  fail(new Problem("Nothing was changed. pnpm run doctor looks once more."));

const project = await alchemy(APP, {
  stage: target?.stage ?? LOCAL_STAGE,
  noTrack: true,
  ...(local && { password: "local" }),
  ...folders,
  // What was made must be known to every machine that deploys. A rehearsal has no Cloudflare to keep it.
  ...(target &&
    !target.rehearsal && {
      stateStore: (scope) => new CloudflareStateStore(scope, { scriptName: stateStoreOf(target) }),
    }),
});

// alchemy's local server leaves rejections unhandled, which would end the process.
if (local) process.on("unhandledRejection", (error) => console.error("[dev]", error));

if (options.down) {
  const there = (await Scope.current.state.count()) > 0;
  await alchemy.destroy(Scope.current);
  const { stage } = Scope.current;
  console.log(there ? `took down ${stage}` : `There is no stage ${stage}: nothing was changed.`);
  process.exit(0);
}

const database = target && (await provisionDatabase(target));
const appEnv = database ? target.appEnv(database.url) : localAppEnv(stack);
// Before the workers: code never meets a schema older than itself. What fails here stops the deploy.
if (target) await migrateStage(target);

const {
  BETTER_AUTH_SECRET,
  BETTER_AUTH_PREVIOUS_SECRETS,
  GOOGLE_CLIENT_SECRET,
  SLACK_CLIENT_SECRET,
  SLACK_SIGNING_SECRET,
  SERVICE_AUTH_TOKEN,
  PSCALE_DATABASE_URL,
  ...variables
} = appEnv;

/**
 * Cloudflare keeps every log line of a worker for a few days, to be searched in its dashboard. Its own line
 * for each invocation has the URL with codes and states in it, so it is off: docs/security.md.
 */
const observability = {
  enabled: true,
  headSamplingRate: 1,
  logs: { enabled: true, invocationLogs: false },
};

/**
 * The doctor has seen that no other app has these names. So what an upload that was cut off has made already
 * is taken over, although the records do not know it.
 */
const ours = { adopt: true, tags: [OUR_TAG] };

const rateLimits = Object.entries(RATE_LIMITS).map(([name, { number, limit, periodS }]) => [
  name,
  RateLimit({
    namespace_id: rateLimitNamespace(appEnv.VITE_APP_STAGE, number),
    simple: { limit: local ? limit * stack.rateLimitFactor : limit, period: periodS },
  }),
]);

const vite = (command: string) => `DATA_DIR='${dataDir}' node_modules/.bin/vite ${command}`;

export const app = await TanStackStart("app", {
  ...COMPATIBILITY,
  bindings: {
    ...variables,
    BETTER_AUTH_SECRET: alchemy.secret(BETTER_AUTH_SECRET),
    ...(BETTER_AUTH_PREVIOUS_SECRETS && {
      BETTER_AUTH_PREVIOUS_SECRETS: alchemy.secret(BETTER_AUTH_PREVIOUS_SECRETS),
    }),
    GOOGLE_CLIENT_SECRET: alchemy.secret(GOOGLE_CLIENT_SECRET),
    SLACK_CLIENT_SECRET: alchemy.secret(SLACK_CLIENT_SECRET),
    SLACK_SIGNING_SECRET: alchemy.secret(SLACK_SIGNING_SECRET),
    SERVICE_AUTH_TOKEN: alchemy.secret(SERVICE_AUTH_TOKEN),
    PSCALE_DATABASE_URL: alchemy.secret(PSCALE_DATABASE_URL),
    ...Object.fromEntries(rateLimits),
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
  build: options.build ? vite("build") : "true",
  wrangler: {
    main: "backend/worker.ts",
    path: path.join(stateDir, "wrangler.jsonc"),
    // Only the local workers read them there; nothing of a deployed stage's lies in a file.
    secrets: local,
  },
  // backend/scheduled.ts
  crons: ["17 * * * *"],
  // Only the edge proxy has an address.
  url: false,
  ...ours,
  ...(database && { placement: placement(database.region) }),
  observability,
  dev: {
    command: options["config-only"]
      ? `echo http://localhost:${stack.ports.app}/`
      : vite(`dev --port ${stack.ports.app} --strictPort`),
    domain: `localhost:${stack.ports.app}`,
  },
});

if (options["config-only"]) process.exit(0);

const { VITE_PUBLIC_URL } = appEnv;

export const edgeProxy = await Worker("edge-proxy", {
  entrypoint: "backend/edge-proxy.ts",
  ...COMPATIBILITY,
  bindings: { APP: app },
  ...(!local && { domains: [new URL(VITE_PUBLIC_URL).host], url: false }),
  ...ours,
  observability,
  dev: { port: stack.ports.edge },
});

await project.finalize();

console.log(local ? "workers ready" : `deployed ${VITE_PUBLIC_URL}`);
// Idle connections would keep the command waiting.
if (!local) process.exit(0);

/** Says what is wrong with the arguments or the environment, and ends. */
function explain<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return fail(error);
  }
}

function fail(error: unknown): never {
  console.error(explainFailure(error));
  process.exit(1);
}
