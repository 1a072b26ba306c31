import { fileURLToPath } from "node:url";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const CLOUDFLARE_WORKERS = fileURLToPath(
  new URL("dev/testing/cloudflare-workers.ts", import.meta.url),
);

/** What takes half a minute and more, and mostly waits: begun last, it would leave the others' processor idle. */
const LONG = /\/(outage|dev|rehearsal|deploy\/migrate|mysql\/server)\.test\.ts$/;

class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const isLong = ({ moduleId }: TestSpecification) => Number(LONG.test(moduleId));
    return (await super.sort(files)).toSorted((a, b) => isLong(b) - isLong(a));
  }
}

/** How many made-up requests the API is sent: few and always the same, unless told otherwise. */
const { FUZZ_CASES = "500", FUZZ_SEED = "20261122" } = process.env;

export default defineConfig({
  test: {
    // Most tests wait for the stack, not for the processor: one file at a time would leave it idle.
    maxWorkers: 2,
    sequence: { sequencer: LongOnesFirst },
    projects: [
      {
        // The local stand-ins and whatever needs nothing around it.
        test: {
          name: "unit",
          include: [
            "dev/**/*.test.ts",
            "backend/{utils,db}/**/*.test.ts",
            "backend/edge-proxy.test.ts",
            "app/**/*.test.ts",
            "*.test.ts",
          ],
          globalSetup: "dev/testing/mysql-setup.ts",
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias: { "cloudflare:workers": CLOUDFLARE_WORKERS } },
        // Over HTTP against a running stack, the one that PORT_BASE and DATA_DIR name. bin/test starts it.
        test: {
          name: "api",
          include: ["backend/**/*.test.ts"],
          exclude: [
            "backend/{utils,db}/**",
            "backend/edge-proxy.test.ts",
            "**/*.statements.test.ts",
            "**/*.workers.test.ts",
            "**/*.faults.test.ts",
            "**/*.logs.test.ts",
          ],
          globalSetup: "dev/testing/stack-setup.ts",
          testTimeout: 30_000,
          provide: { fuzzCases: Number(FUZZ_CASES), fuzzSeed: Number(FUZZ_SEED) },
        },
      },
      {
        // Inside workerd, where a Durable Object can be made to hibernate.
        plugins: [
          cloudflareTest({
            main: "backend/durable-objects/test-worker.ts",
            miniflare: {
              compatibilityDate: "2026-07-01",
              durableObjects: {
                ORGANIZATION_WEBSOCKET: { className: "OrganizationWebSocket", useSQLite: true },
              },
            },
          }),
        ],
        test: { name: "workers", include: ["backend/**/*.workers.test.ts"], testTimeout: 30_000 },
      },
      {
        resolve: { alias: { "cloudflare:workers": CLOUDFLARE_WORKERS } },
        // Counts the statements of the same stack, so nothing else may run meanwhile.
        test: {
          name: "statements",
          include: ["backend/**/*.statements.test.ts"],
          globalSetup: "dev/testing/stack-setup.ts",
          testTimeout: 30_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: { alias: { "cloudflare:workers": CLOUDFLARE_WORKERS } },
        // Against a stack of its own, whose parts go wrong.
        test: {
          name: "faults",
          include: ["backend/**/*.faults.test.ts"],
          globalSetup: "dev/testing/faults/setup.ts",
          env: {},
          testTimeout: 30_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: { alias: { "cloudflare:workers": CLOUDFLARE_WORKERS } },
        // Reads what the stack has logged in all of the tests: bin/test runs it once more after the browser's.
        test: {
          name: "logs",
          include: ["backend/**/*.logs.test.ts"],
          globalSetup: "dev/testing/stack-setup.ts",
          testTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
