import { z } from "zod";

/**
 * The only place that reads the environment.
 *
 * `parseAppEnv` validates what the app worker gets as bindings, `localAppEnv` and `localStack` what
 * the commands in bin/ get from the shell. Every problem is named in one message.
 */

const text = z.string().min(1, "is missing");
const secret = z.string().min(32, "must have at least 32 characters");
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http(s) URL" });
const origin = httpUrl.refine((url) => URL.parse(url)?.pathname === "/" && !/[?#]/.test(url), {
  error: "must be an origin, without a path",
});

const appEnvSchema = z
  .object({
    BETTER_AUTH_SECRET: secret,
    GOOGLE_CLIENT_ID: text,
    GOOGLE_CLIENT_SECRET: text,
    SLACK_CLIENT_ID: text,
    SLACK_CLIENT_SECRET: text,
    SLACK_SIGNING_SECRET: text,
    SERVICE_AUTH_TOKEN: secret,
    VITE_PUBLIC_URL: origin.transform((url) => new URL(url).origin),
    VITE_APP_STAGE: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and dashes"),
    PSCALE_DATABASE_URL: httpUrl,
    GOOGLE_EMULATOR_URL: httpUrl.optional(),
    SLACK_EMULATOR_URL: httpUrl.optional(),
  })
  .superRefine((env, ctx) => {
    if (isLoopback(env.VITE_PUBLIC_URL) && env.VITE_APP_STAGE === LOCAL_STAGE) return;
    for (const name of ["GOOGLE_EMULATOR_URL", "SLACK_EMULATOR_URL"] as const)
      if (env[name])
        ctx.addIssue({
          code: "custom",
          path: [name],
          message: `is only for VITE_APP_STAGE=${LOCAL_STAGE} with a loopback VITE_PUBLIC_URL; remove it`,
        });
    if (env.VITE_APP_STAGE === LOCAL_STAGE)
      ctx.addIssue({
        code: "custom",
        path: ["VITE_APP_STAGE"],
        message: `is ${LOCAL_STAGE}, so VITE_PUBLIC_URL must be a loopback address`,
      });
  });

export type AppEnv = z.infer<typeof appEnvSchema>;
export type AppEnvName = keyof AppEnv;

export const LOCAL_STAGE = "local";

/** Whether what exists on a developer's machine alone (dev-mode login, the testing router) is there. */
export const isLocalStage = (env: Pick<AppEnv, "VITE_APP_STAGE" | "VITE_PUBLIC_URL">) =>
  env.VITE_APP_STAGE === LOCAL_STAGE && isLoopback(env.VITE_PUBLIC_URL);

function isLoopback(url: string) {
  const hostname = URL.parse(url)?.hostname ?? "";
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/** @throws {EnvError} naming every variable that is missing or malformed. */
export function parseAppEnv(source: unknown): AppEnv {
  return parse(appEnvSchema, source);
}

export class EnvError extends Error {
  override name = "EnvError";
}

function parse<T extends z.ZodType>(schema: T, source: unknown): z.infer<T> {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  const given = z.record(z.string(), z.unknown()).safeParse(source).data ?? {};
  const lines = result.error.issues.map(({ path: [name = ""], message }) => {
    const missing = given[String(name)] === undefined || given[String(name)] === "";
    return `  ${String(name)} ${missing ? "is missing" : message}`;
  });
  throw new EnvError(`The environment is not usable:\n${[...new Set(lines)].join("\n")}`);
}

const stackSchema = z.object({
  PORT_BASE: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(1024, "must be 1024 or more")
    .max(65530, "must be 65530 or less")
    .default(4000),
  DATA_DIR: text.default(".data"),
});

/**
 * Where a local stack listens and keeps its state. Two stacks with different values run side by side.
 * Ports are counted up from PORT_BASE; DATA_DIR is as given, relative to the repository's root.
 */
export function localStack(source: Record<string, string | undefined> = process.env) {
  const { PORT_BASE, DATA_DIR } = parse(stackSchema, source);
  return {
    dataDir: DATA_DIR,
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
    BETTER_AUTH_SECRET: "development-better-auth-secret-not-for-deployment",
    GOOGLE_CLIENT_ID: "os2-google-client",
    GOOGLE_CLIENT_SECRET: "os2-google-secret",
    SLACK_CLIENT_ID: "os2-slack-client",
    SLACK_CLIENT_SECRET: "os2-slack-secret",
    SLACK_SIGNING_SECRET: "os2-slack-signing-secret",
    SERVICE_AUTH_TOKEN: "development-service-auth-token-not-for-deployment",
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

/** The local MySQL's database and account. The driver does not URL-decode passwords: keep it URL-safe. */
export const LOCAL_DATABASE = { name: "os2", username: "os2", password: "os2-local" } as const;

/** Where this machine looks for programs, and where it keeps what may be fetched again (unset: ~/.cache). */
export function machineEnv(source: Record<string, string | undefined> = process.env) {
  return { path: source.PATH ?? "", cacheHome: source.XDG_CACHE_HOME };
}
