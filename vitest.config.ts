import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        // The local stand-ins and whatever needs nothing around it.
        test: {
          name: "unit",
          include: [
            "dev/**/*.test.ts",
            "backend/{utils,db}/**/*.test.ts",
            "app/**/*.test.ts",
            "*.test.ts",
          ],
          globalSetup: "dev/testing/mysql-setup.ts",
          testTimeout: 30_000,
        },
      },
      {
        // Over HTTP against a running stack, the one that PORT_BASE and DATA_DIR name. bin/test starts it.
        test: {
          name: "api",
          include: ["backend/**/*.test.ts"],
          exclude: ["backend/{utils,db}/**", "**/*.statements.test.ts"],
          globalSetup: "dev/testing/stack-setup.ts",
          testTimeout: 30_000,
        },
      },
      {
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
    ],
  },
});
