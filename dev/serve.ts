import { glob, readFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { Log, LogLevel, Miniflare } from "miniflare";
import { z } from "zod";
import { localAppEnv, localStack } from "../env.ts";

// Serves the production build in workerd: the app worker, and in front of it the edge proxy on the
// stack's public port. Started by bin/start.
//
//   node dev/serve.ts --build FOLDER --state FOLDER

const { values } = parseArgs({ options: { build: { type: "string" }, state: { type: "string" } } });
const { build: buildDir, state } = z.object({ build: z.string(), state: z.string() }).parse(values);

/** The part of the build's wrangler.json that is needed here. */
const wranglerSchema = z.object({
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()),
  durable_objects: z.object({
    bindings: z.array(z.object({ name: z.string(), class_name: z.string() })),
  }),
});

const stack = localStack();
const server = path.join(buildDir, "server");
const wrangler = wranglerSchema.parse(
  JSON.parse(await readFile(path.join(server, "wrangler.json"), "utf8")),
);
const compatibility = {
  compatibilityDate: wrangler.compatibility_date,
  compatibilityFlags: wrangler.compatibility_flags,
};

const edge = await build({
  entryPoints: ["backend/edge-proxy.ts"],
  bundle: true,
  write: false,
  format: "esm",
  target: "es2023",
  conditions: ["workerd"],
});

const appModules = [path.join(server, "index.js")];
for await (const file of glob("assets/**/*.js", { cwd: server }))
  appModules.push(path.join(server, file));

const direct = (port: number) => [{ host: "127.0.0.1", port, proxy: false }];

const miniflare = new Miniflare({
  host: "127.0.0.1",
  port: 0,
  cf: false,
  log: new Log(LogLevel.WARN),
  defaultPersistRoot: state,
  workers: [
    {
      ...compatibility,
      name: "edge-proxy",
      modules: [
        { type: "ESModule", path: "edge-proxy.js", contents: edge.outputFiles[0]?.text ?? "" },
      ],
      serviceBindings: { APP: "app" },
      unsafeDirectSockets: direct(stack.ports.edge),
    },
    {
      ...compatibility,
      name: "app",
      rootPath: server,
      modulesRoot: server,
      modules: appModules.map((file) => ({ type: "ESModule", path: file })),
      // Not the build's own: another stack may have built it.
      bindings: localAppEnv(stack),
      durableObjects: Object.fromEntries(
        wrangler.durable_objects.bindings.map(({ name, class_name }) => [
          name,
          { className: class_name, useSQLite: true },
        ]),
      ),
      assets: {
        directory: path.join(buildDir, "client"),
        binding: "ASSETS",
        routerConfig: { has_user_worker: true, static_routing: { user_worker: ["/api/*"] } },
        assetConfig: { not_found_handling: "none" },
      },
      unsafeDirectSockets: direct(stack.ports.app),
    },
  ],
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
