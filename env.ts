import { z } from "zod";
import { isLoopback as isLoopbackHost } from "./backend/http/loopback.ts";

/**
 * The only place that reads the environment.
 *
 * `parseAppEnv` validates what the app worker gets as bindings, `localAppEnv` and `localStack` what
 * the commands in bin/ get from the shell. Every problem is named in one message.
 */

const text = z.string().min(1, "is missing");
const secret = z.string().min(32, "must have at least 32 characters");
const secretList = text.refine(
  (list) => list.split(",").every((entry) => secret.safeParse(entry).success),
  { error: "must be secrets of at least 32 characters each, with commas between them" },
);
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http(s) URL" });
const origin = httpUrl.refine((url) => URL.parse(url)?.pathname === "/" && !/[?#]/.test(url), {
  error: "must be an origin, without a path",
});

const milliseconds = z.string().regex(/^[1-9]\d*$/, "must be a number of milliseconds");

const stageName = z
  .string("is missing")
  .regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and dashes");

/** What the local stage has where the shell says nothing else. */
const DEVELOPMENT_VALUES = {
  BETTER_AUTH_SECRET: "development-better-auth-secret-not-for-deployment",
  GOOGLE_CLIENT_ID: "os2-google-client",
  GOOGLE_CLIENT_SECRET: "os2-google-secret",
  SLACK_CLIENT_ID: "os2-slack-client",
  SLACK_CLIENT_SECRET: "os2-slack-secret",
  SLACK_SIGNING_SECRET: "os2-slack-signing-secret",
  SERVICE_AUTH_TOKEN: "development-service-auth-token-not-for-deployment",
} as const;
const PUBLISHED = new Set<string>(Object.values(DEVELOPMENT_VALUES));
const isDevelopmentName = (name: string): name is keyof typeof DEVELOPMENT_VALUES =>
  name in DEVELOPMENT_VALUES;

const LOCAL_STAGE_ONLY = [
  "GOOGLE_EMULATOR_URL",
  "SLACK_EMULATOR_URL",
  "DATABASE_TIMEOUT_MS",
  "PROVIDER_TIMEOUT_MS",
] as const;

const appEnvSchema = z
  .object({
    BETTER_AUTH_SECRET: secret,
    /** Former values of BETTER_AUTH_SECRET that still open what they signed and encrypted. */
    BETTER_AUTH_PREVIOUS_SECRETS: secretList.optional(),
    GOOGLE_CLIENT_ID: text,
    GOOGLE_CLIENT_SECRET: text,
    SLACK_CLIENT_ID: text,
    SLACK_CLIENT_SECRET: text,
    SLACK_SIGNING_SECRET: text,
    SERVICE_AUTH_TOKEN: secret,
    VITE_PUBLIC_URL: origin.transform((url) => new URL(url).origin),
    VITE_APP_STAGE: stageName,
    PSCALE_DATABASE_URL: httpUrl,
    GOOGLE_EMULATOR_URL: httpUrl.optional(),
    SLACK_EMULATOR_URL: httpUrl.optional(),
    /** How long a statement, and a call of Google or Slack, may take: shorter for tests of what is too slow. */
    DATABASE_TIMEOUT_MS: milliseconds.optional(),
    PROVIDER_TIMEOUT_MS: milliseconds.optional(),
  })
  .superRefine((env, ctx) => {
    const refuse = (name: keyof typeof env, message: string) =>
      ctx.addIssue({ code: "custom", path: [name], message });

    if (isLocalStage(env)) return;
    for (const name of LOCAL_STAGE_ONLY)
      if (env[name])
        refuse(
          name,
          `is only for VITE_APP_STAGE=${LOCAL_STAGE} with a loopback VITE_PUBLIC_URL; remove it`,
        );
    if (env.VITE_APP_STAGE === LOCAL_STAGE)
      return refuse(
        "VITE_APP_STAGE",
        `is ${LOCAL_STAGE}, so VITE_PUBLIC_URL must be a loopback address`,
      );

    // A deployed stage: what is fine on a developer's machine is a hole there.
    for (const [name, value] of Object.entries(DEVELOPMENT_VALUES))
      if (isDevelopmentName(name) && env[name] === value)
        refuse(name, "has its development value, which everybody can read");
    if (env.BETTER_AUTH_PREVIOUS_SECRETS?.split(",").some((entry) => PUBLISHED.has(entry)))
      refuse("BETTER_AUTH_PREVIOUS_SECRETS", "has a development value, which everybody can read");
    for (const name of ["VITE_PUBLIC_URL", "PSCALE_DATABASE_URL"] as const) {
      if (isLoopback(env[name])) refuse(name, "must not be a loopback address");
      if (!env[name].startsWith("https:")) refuse(name, "must begin with https:");
    }
  });

export type AppEnv = z.infer<typeof appEnvSchema>;
export type AppEnvName = keyof AppEnv;

export const LOCAL_STAGE = "local";

/** Whether what exists on a developer's machine alone (dev-mode login, the testing router) is there. */
export const isLocalStage = (env: Pick<AppEnv, "VITE_APP_STAGE" | "VITE_PUBLIC_URL">) =>
  env.VITE_APP_STAGE === LOCAL_STAGE && isLoopback(env.VITE_PUBLIC_URL);

const isLoopback = (url: string) => isLoopbackHost(URL.parse(url)?.hostname ?? "");

/** @throws {EnvError} naming every variable that is missing or malformed. */
export function parseAppEnv(source: unknown): AppEnv {
  return parse(appEnvSchema, source);
}

/** Names everything that is wrong, a line each. */
export class EnvError extends Error {
  override name = "EnvError";
  readonly problems: { name: string; message: string }[];

  constructor(issues: z.core.$ZodIssue[], source: unknown) {
    const given = z.record(z.string(), z.unknown()).safeParse(source).data ?? {};
    const problems = issues.map(({ path: [key = ""], message }) => {
      const name = String(key);
      const missing = given[name] === undefined || given[name] === "";
      return { name, message: missing ? "is missing" : message };
    });
    const lines = problems.map(({ name, message }) => `  ${name} ${message}`);
    super(`The environment is not usable:\n${[...new Set(lines)].join("\n")}`);
    this.problems = problems.filter(
      ({ name, message }, index) => lines.indexOf(`  ${name} ${message}`) === index,
    );
  }
}

function parse<T extends z.ZodType>(schema: T, source: unknown): z.infer<T> {
  const result = schema.safeParse(source);
  if (!result.success) throw new EnvError(result.error.issues, source);
  return result.data;
}

const stackSchema = z.object({
  PORT_BASE: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(1024, "must be 1024 or more")
    .max(65530, "must be 65530 or less")
    .default(4000),
  DATA_DIR: text.default(".data"),
  /** How many times as much as elsewhere somebody may do within a minute: for load that one person makes. */
  RATE_LIMIT_FACTOR: z.coerce.number("must be a number").int().min(1).default(1),
});

/**
 * Where a local stack listens and keeps its state. Two stacks with different values run side by side.
 * Ports are counted up from PORT_BASE; DATA_DIR is as given, relative to the repository's root.
 */
export function localStack(source: Record<string, string | undefined> = process.env) {
  const { PORT_BASE, DATA_DIR, RATE_LIMIT_FACTOR } = parse(stackSchema, source);
  return {
    dataDir: DATA_DIR,
    rateLimitFactor: RATE_LIMIT_FACTOR,
    ports: {
      edge: PORT_BASE,
      app: PORT_BASE + 1,
      google: PORT_BASE + 2,
      slack: PORT_BASE + 3,
      gateway: PORT_BASE + 4,
      mysql: PORT_BASE + 5,
    },
  };
}

export type LocalStack = ReturnType<typeof localStack>;

/** The app worker's environment on this machine: a fixed development value each, which the shell may override. */
export function localAppEnv(
  { ports }: LocalStack,
  source: Record<string, string | undefined> = process.env,
): AppEnv {
  const local = (source.VITE_APP_STAGE ?? LOCAL_STAGE) === LOCAL_STAGE;
  const defaults = {
    ...DEVELOPMENT_VALUES,
    VITE_PUBLIC_URL: `http://localhost:${ports.edge}`,
    VITE_APP_STAGE: LOCAL_STAGE,
    PSCALE_DATABASE_URL: `http://${LOCAL_DATABASE.username}:${LOCAL_DATABASE.password}@127.0.0.1:${ports.gateway}`,
    ...(local && {
      GOOGLE_EMULATOR_URL: `http://localhost:${ports.google}`,
      SLACK_EMULATOR_URL: `http://localhost:${ports.slack}`,
    }),
  };
  const overrides = Object.entries(source).filter(([name]) => name in appEnvSchema.shape);
  return parseAppEnv({ ...defaults, ...Object.fromEntries(overrides) });
}

export const PRODUCTION_STAGE = "prd";
const PREVIEW_STAGE = /^pr-\d+$/;

/** What reaching a deployed stage's database needs. */
const stageSchema = z.object({
  "--stage": stageName.refine((stage) => stage !== LOCAL_STAGE && stage !== "main", {
    error: "must be a deployed stage: prd, staging, pr-7, …",
  }),
  PLANETSCALE_ORGANIZATION: text,
  PLANETSCALE_SERVICE_TOKEN_ID: text,
  PLANETSCALE_SERVICE_TOKEN: text,
  PLANETSCALE_API_URL: httpUrl.default("https://api.planetscale.com/v1"),
  /** What stands in for PlanetScale's MySQL on this machine: mysql://127.0.0.1:PORT/PREFIX_OF_EACH_BRANCH */
  REHEARSAL_MYSQL_URL: z.url({ protocol: /^mysql$/, error: "must be a mysql: URL" }).optional(),
});

/** What deploying needs besides, and besides the app's own environment. */
const deploySchema = stageSchema.extend({
  CLOUDFLARE_API_TOKEN: text,
  CLOUDFLARE_ACCOUNT_ID: text,
  /** A stand-in for Cloudflare's API on this machine. */
  CLOUDFLARE_BASE_URL: httpUrl.optional(),
  /** These count when the database is made. One that differs from what is there stops a deploy. */
  PLANETSCALE_REGION: text.optional(),
  PLANETSCALE_CLUSTER_SIZE: text.optional(),
  /** Another number gives the app a new database password and revokes the one it had; without it that stays. */
  DATABASE_PASSWORD_VERSION: z.coerce.number("must be a number").int().min(1).optional(),
  ALCHEMY_PASSWORD: secret,
  ALCHEMY_STATE_TOKEN: secret,
});

/** Production goes only by hand, at Cloudflare and PlanetScale. */
const takeDownSchema = deploySchema.refine((settings) => settings["--stage"] !== PRODUCTION_STAGE, {
  path: ["--stage"],
  error: "is production, which no command takes down",
});

/**
 * A deployed stage, as far as its database goes.
 * @throws {EnvError} naming every variable that is missing or malformed.
 */
export function deployedStage(
  stage: string | undefined,
  source: Record<string, string | undefined> = process.env,
) {
  return describeStage(parse(stageSchema, { ...nonEmpty(source), "--stage": stage }));
}

function describeStage<T extends z.infer<typeof stageSchema>>(settings: T) {
  const stage = settings["--stage"];
  return {
    ...settings,
    stage,
    production: stage === PRODUCTION_STAGE,
    /** Made for one pull request, and deleted with everything in it. */
    preview: PREVIEW_STAGE.test(stage),
    /** PlanetScale is a stand-in on this machine. */
    rehearsal: isLoopback(settings.PLANETSCALE_API_URL),
  };
}

export type DeployedStage = ReturnType<typeof deployedStage>;

/**
 * Where and as what a stage is deployed.
 * @throws {EnvError} naming every variable that is missing, malformed, or only fit for development.
 */
export function deployment(
  stage: string | undefined,
  { takeDown }: { takeDown: boolean },
  source: Record<string, string | undefined> = process.env,
) {
  const settings = { ...nonEmpty(source), "--stage": stage };
  // The database's URL is known only when there is one; everything else is checked before anything is made.
  const app = {
    ...settings,
    // One that is missing or malformed is told as --stage.
    VITE_APP_STAGE: stageName.safeParse(stage).data ?? PRODUCTION_STAGE,
    PSCALE_DATABASE_URL: "https://not-known-yet.invalid",
  };
  const schema = takeDown ? takeDownSchema : deploySchema;
  const issues = [
    schema.safeParse(settings),
    ...(takeDown ? [] : [appEnvSchema.safeParse(app)]),
  ].flatMap((result) => result.error?.issues ?? []);
  if (issues.length > 0) throw new EnvError(issues, settings);

  return {
    ...describeStage(parse(deploySchema, settings)),
    dataDir: `${localStack(source).dataDir}/stages/${stage}`,
    appEnv: (databaseUrl: string) => parseAppEnv({ ...app, PSCALE_DATABASE_URL: databaseUrl }),
  };
}

/** A workflow hands over what it was not given as an empty string. */
const nonEmpty = (source: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(source).filter(([, value]) => value));

export type Deployment = ReturnType<typeof deployment>;

/** The settings whose values no message may have in it, by name. */
export const secretSettings = (source: Record<string, string | undefined> = process.env) =>
  Object.entries(source).flatMap(([name, value]) =>
    value && /(SECRETS?|TOKEN|PASSWORD)$/.test(name) ? [{ name, value }] : [],
  );

/** The local MySQL's database and account. The driver does not URL-decode passwords: keep it URL-safe. */
export const LOCAL_DATABASE = { name: "os2", username: "os2", password: "os2-local" } as const;

/** Where this machine looks for programs, and where it keeps what may be fetched again (unset: ~/.cache). */
export function machineEnv(source: Record<string, string | undefined> = process.env) {
  return { path: source.PATH ?? "", cacheHome: source.XDG_CACHE_HOME };
}
