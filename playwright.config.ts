import { defineConfig } from "@playwright/test";
import { findChromium } from "./dev/setup/chromium.ts";
import { localAppEnv, localStack } from "./env.ts";

// Against a running stack, the one that PORT_BASE and DATA_DIR name. bin/test starts it.
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  use: {
    baseURL: localAppEnv(localStack()).VITE_PUBLIC_URL,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: findChromium(),
      args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-sync"],
    },
  },
});
