import { writeFile } from "node:fs/promises";
import { command } from "./command.ts";
import { MANIFEST_FILE, manifestText } from "./slack-manifest.ts";
import { Problem } from "./setup/step.mjs";

// pnpm slack:manifest                           writes slack-manifest.json
// pnpm slack:manifest https://os2.example.org   prints one for an address, to be pasted at Slack

await command(async () => {
  const [address] = process.argv.slice(2);
  if (!address) return writeFile(MANIFEST_FILE, manifestText());
  const origin = URL.parse(address)?.origin;
  if (!origin?.startsWith("https:")) throw new Problem("The address must begin with https:");
  console.log(manifestText(origin));
});
