import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { MANIFEST_FILE, manifestText } from "./slack-manifest.ts";

it("is in the repository as the code would write it (pnpm slack:manifest)", async () => {
  expect(await readFile(MANIFEST_FILE, "utf8")).toBe(manifestText());
});
