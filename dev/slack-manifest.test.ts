import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { MANIFEST_FILE, manifestText, slackManifest } from "./slack-manifest.ts";

it("is in the repository as the code would write it (pnpm slack:manifest)", async () => {
  expect(await readFile(MANIFEST_FILE, "utf8")).toBe(manifestText());
});

it("lets people write to the bot, and promises no answer in the assistant's pane", () => {
  const { features } = slackManifest("https://os2.example.org");
  expect(features.app_home).toMatchObject({
    messages_tab_enabled: true,
    messages_tab_read_only_enabled: false,
  });
  expect(features).not.toHaveProperty("assistant_view");
});
