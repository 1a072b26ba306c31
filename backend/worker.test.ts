import path from "node:path";
import { expect, it } from "vitest";
import { stack } from "../dev/testing/client.ts";
import { workerSize } from "../dev/testing/sizes.ts";

/** Bytes, compressed. What is uploaded is read and compiled at each cold start. */
const MAX_WORKER_SIZE = 500_000;

it("the app worker stays small", async () => {
  const size = await workerSize(path.resolve(stack.dataDir, "build"));
  expect(size).toBeGreaterThan(100_000);
  expect(size).toBeLessThan(MAX_WORKER_SIZE);
});
