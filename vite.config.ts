import { tanstackStart } from "@tanstack/react-start/plugin/vite";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import alchemy from "alchemy/cloudflare/tanstack-start";
import path from "node:path";
import { defineConfig } from "vite";
import { routes } from "./app/routes.ts";
import { localStack } from "./env.ts";

const { dataDir, ports } = localStack();

export default defineConfig({
  server: {
    host: "127.0.0.1",
    port: ports.app,
    strictPort: true,
    // The HMR socket goes straight to Vite, also for pages opened through the edge proxy.
    hmr: { clientPort: ports.app },
    watch: { ignored: ["**/.data/**", `${path.resolve(dataDir)}/**`] },
  },
  build: { target: "es2023" },
  plugins: [
    alchemy({
      // Written by alchemy.run.ts. Under DATA_DIR, so that two stacks do not share one.
      configPath: path.resolve(dataDir, "alchemy/wrangler.jsonc"),
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
      },
    }),
    react(),
  ],
});
