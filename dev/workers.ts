import { glob, readFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { build } from "esbuild";
import { Log, LogLevel, Miniflare, type WorkerOptions } from "miniflare";
import { z } from "zod";
import { localAppEnv, type LocalStack } from "../env.ts";

/** The part of the build's wrangler.json that is needed here. */
const wranglerSchema = z.object({
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()),
  durable_objects: z.object({
    bindings: z.array(z.object({ name: z.string(), class_name: z.string() })),
  }),
  ratelimits: z.array(
    z.object({
      name: z.string(),
      namespace_id: z.string(),
      simple: z.object({ limit: z.number(), period: z.literal([10, 60]) }),
    }),
  ),
});

export interface Build {
  /** The folder of a production build, with `server` and `client` in it. */
  buildDir: string;
  stack: LocalStack;
}

/** The workers of a production build: the app, and in front of it the edge proxy on the stack's public port. */
export async function stackWorkers({ buildDir, stack }: Build): Promise<WorkerOptions[]> {
  const server = path.join(buildDir, "server");
  const wrangler = wranglerSchema.parse(
    JSON.parse(await readFile(path.join(server, "wrangler.json"), "utf8")),
  );
  const compatibility = {
    compatibilityDate: wrangler.compatibility_date,
    compatibilityFlags: wrangler.compatibility_flags,
  };
  return [
    {
      ...compatibility,
      ...(await bundled("backend/edge-proxy.ts")),
      name: "edge-proxy",
      serviceBindings: { APP: "app" },
      unsafeDirectSockets: direct(stack.ports.edge),
    },
    {
      ...compatibility,
      ...(await builtModules(server)),
      name: "app",
      // Not the build's own: another stack may have built it.
      bindings: localAppEnv(stack),
      durableObjects: Object.fromEntries(
        wrangler.durable_objects.bindings.map(({ name, class_name }) => [
          name,
          { className: class_name, useSQLite: true },
        ]),
      ),
      ratelimits: Object.fromEntries(
        wrangler.ratelimits.map(({ name, ...limit }) => [name, limit]),
      ),
      assets: {
        directory: path.join(buildDir, "client"),
        binding: "ASSETS",
        routerConfig: { has_user_worker: true, static_routing: { user_worker: ["/api/*"] } },
        assetConfig: { not_found_handling: "none" },
      },
      unsafeDirectSockets: direct(stack.ports.app),
    },
  ];
}

/** A worker made of one file and what it imports. */
export async function bundled(entryPoint: string) {
  const result = await build({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2023",
    conditions: ["workerd"],
    external: ["cloudflare:*", "node:*"],
    // What Vite fills in elsewhere.
    define: { "import.meta.env": "{}" },
  });
  const [output] = result.outputFiles;
  if (!output) throw new Error(`${entryPoint} was bundled to nothing.`);
  return { modules: [{ type: "ESModule" as const, path: "worker.js", contents: output.text }] };
}

/** A worker that Vite has built into `server`. */
export async function builtModules(server: string) {
  const files = [path.join(server, "index.js")];
  for await (const file of glob("assets/**/*.js", { cwd: server }))
    files.push(path.join(server, file));
  return {
    rootPath: server,
    modulesRoot: server,
    modules: files.map((file) => ({ type: "ESModule" as const, path: file })),
  };
}

export const direct = (port: number) => [{ host: "127.0.0.1", port, proxy: false }];

/** Runs workers in workerd until this process is told to end, and ends it when workerd has died. */
export async function serve(
  workers: WorkerOptions[],
  { stack, state, ...options }: { stack: LocalStack; state: string; inspectorPort?: number },
) {
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    log: new Log(LogLevel.WARN),
    defaultPersistRoot: state,
    ...options,
    workers,
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => void miniflare.dispose().then(() => process.exit(0)));

  await miniflare.ready;
  console.log("workers ready");

  // Miniflare does not tell when workerd has died, so its port is asked now and then.
  setInterval(() => {
    const probe = connect(stack.ports.edge, "127.0.0.1", () => probe.end());
    probe.on("error", () => {
      console.error("workerd has ended.");
      process.exit(1);
    });
  }, 2000);
}
