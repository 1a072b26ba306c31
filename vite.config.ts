import { tanstackStart } from "@tanstack/react-start/plugin/vite";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import alchemy from "alchemy/cloudflare/tanstack-start";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { defineConfig, type Plugin } from "vite";
import { routes } from "./app/routes.ts";
import { isFree, START_A_STACK } from "./dev/ports.ts";
import { BUILD_TARGET } from "./dev/supported-browsers.ts";
import { withoutServerFunctions } from "./dev/server-functions.ts";
import { localStack } from "./env.ts";

/** What every page runs on. In one file it compresses better than in the dozen that it would be split into. */
const FRAMEWORK =
  /node_modules\/(react|react-dom|scheduler|@trpc\/[^/]+|@tanstack\/(router-core|react-router|history|store|react-store|query-core|react-query|start-client-core))\//;

/** What nearly every page is made of. */
const FRAME =
  /\/app\/components\/((account-frame|empty-state|on-demand|page|relative-time|simple-page)|ui\/(avatar|badge|button|input|native-select|skeleton|table|table-skeleton|tabs-nav))\.tsx$/;

const { dataDir, ports } = localStack();

/** Written by alchemy.run.ts. Under DATA_DIR, so that two stacks do not share one. */
const wranglerConfig = path.resolve(dataDir, "alchemy/wrangler.jsonc");
if (!existsSync(wranglerConfig))
  refuse(`${START_A_STACK}\nA production build is made by pnpm build, and served by bin/start.`);

export default defineConfig({
  // Under DATA_DIR as well as what alchemy writes: two stacks of one checkout would overwrite each other's.
  cacheDir: path.resolve(dataDir, "vite"),
  server: {
    host: "127.0.0.1",
    port: ports.app,
    strictPort: true,
    // The HMR socket goes straight to Vite, also for pages opened through the edge proxy.
    hmr: { clientPort: ports.app },
    watch: { ignored: ["**/.data/**", `${path.resolve(dataDir)}/**`] },
  },
  build: {
    // All that an import() needs, also where that is one file: Vite leaves out what it would not preload.
    modulePreload: { resolveDependencies: (file, others) => [...new Set([file, ...others])] },
  },
  define: { "import.meta.env.VITE_APP_VERSION": JSON.stringify(version()) },
  environments: {
    client: {
      build: {
        target: BUILD_TARGET,
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                { name: "framework", test: FRAMEWORK },
                { name: "frame", test: FRAME },
              ],
            },
          },
          // It does not say so itself, and its WebSocket links would come along.
          treeshake: {
            moduleSideEffects: [{ test: /\/@trpc\/client\//, sideEffects: false }],
          },
        },
      },
    },
    // A worker is uploaded, and parsed at each cold start.
    ssr: { build: { target: "es2023", minify: true } },
  },
  resolve: {
    alias: [
      { find: /^react-dom\/server$/, replacement: path.resolve("app/lib/react-dom-server.ts") },
    ],
  },
  plugins: [
    neverAlone(),
    alchemy({
      configPath: wranglerConfig,
      persistState: { path: path.resolve(dataDir, "alchemy/miniflare") },
      inspectorPort: false,
    }),
    tailwindcss(),
    tanstackStart({
      srcDirectory: "app",
      router: {
        virtualRouteConfig: routes,
        routesDirectory: "routes",
        generatedRouteTree: "routeTree.gen.ts",
        codeSplittingOptions: {
          // The skeleton comes with its page's code: all of them together would be in what every page loads.
          defaultBehavior: [
            ["component", "pendingComponent"],
            ["errorComponent"],
            ["notFoundComponent"],
          ],
        },
      },
    }),
    react(),
    importsThatMayFail(),
    quietLazyRoutes(),
    sonnerWithoutStyles(),
    leanerReactRenderer(),
    withoutServerFunctions(),
  ],
});

/** Names the command to run in place of plain `vite` or `vite preview`. */
function neverAlone(): Plugin {
  return {
    name: "never-alone",
    apply: "serve",
    config: async (_config, { isPreview }) => {
      if (isPreview) refuse("The production build is served by bin/start (or pnpm start).");
      if (await isFree(ports.gateway)) refuse(START_A_STACK);
    },
  };
}

/** (Vite would print a stack trace around an error.) */
function refuse(message: string): never {
  console.error(message);
  process.exit(1);
}

/** The commit that is built; without a repository, nothing that could be mistaken for one. */
function version() {
  const { stdout } = spawnSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" });
  return stdout?.trim() || "unknown";
}

/** An import() that failed works when the network is back: app/lib/load-code.ts takes the place of Vite's helper. */
function importsThatMayFail(): Plugin {
  return {
    name: "imports-that-may-fail",
    enforce: "pre",
    apply: "build",
    applyToEnvironment: ({ name }) => name === "client",
    resolveId: {
      filter: { id: /^\0vite\/preload-helper\.js$/ },
      handler: () => path.resolve("app/lib/load-code.ts"),
    },
  };
}

/**
 * The router's lazy components call `use` while they wait and not when they go on, of which React's development build
 * complains in the console of the first page.
 */
function quietLazyRoutes(): Plugin {
  return {
    name: "quiet-lazy-routes",
    apply: "serve",
    transform: {
      filter: { id: /\/react-router\/dist\/esm\/lazyRouteComponent\.js/ },
      handler: (code) => code.replace("if (reactUse) reactUse(load());", "if (false);"),
    },
  };
}

/**
 * sonner puts a <style> into the page when it is loaded, which the content security policy forbids. Its styles are
 * imported as a file instead (app/components/ui/sonner.tsx).
 */
function sonnerWithoutStyles(): Plugin {
  return {
    name: "sonner-without-styles",
    transform: {
      filter: { id: /\/sonner\/dist\/index\.mjs/ },
      handler: (code) => code.replace(/^__insertCSS\(".*"\);$/m, ""),
    },
  };
}

/**
 * React's entry for servers brings `renderToString` along, a second renderer of 30 kB gz that nothing here calls. And the
 * first one counts the bytes of each string of a page, to decide what is too large to be sent in its place: nothing is,
 * as the router tells it.
 */
function leanerReactRenderer(): Plugin {
  return {
    name: "leaner-react-renderer",
    transform: {
      filter: { id: /\/react-dom\/(server\.bun\.js|cjs\/react-dom-server\.bun\.)/ },
      handler: (code) =>
        code
          .replace(/require\('.*react-dom-server-legacy.*'\)/g, "{}")
          .replace('Buffer.byteLength(chunk, "utf8")', "chunk.length"),
    },
  };
}
