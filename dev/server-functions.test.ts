import { build } from "vite";
import { expect, it } from "vitest";
import { withoutServerFunctions } from "./server-functions.ts";

const buildOf = (source: string) =>
  build({
    configFile: false,
    logLevel: "silent",
    plugins: [
      {
        name: "source",
        resolveId: (id) => (id === "made-up.ts" ? id : undefined),
        load: (id) => (id === "made-up.ts" ? source : undefined),
      },
      withoutServerFunctions(),
    ],
    build: {
      write: false,
      rolldownOptions: { input: "made-up.ts", external: ["@tanstack/react-start"] },
    },
  });

it("a server function fails the build, and the message says what to do", async () => {
  const source = `import { createServerFn } from "@tanstack/react-start";
    export const save = createServerFn().handler(() => 1);
    console.log(save);`;
  await expect(buildOf(source)).rejects.toThrow(/made-up\.ts uses createServerFn.*backend\/trpc/s);
});

it("other code is built", async () => {
  await expect(buildOf("console.log(1)")).resolves.toBeDefined();
});
