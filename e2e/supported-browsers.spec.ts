import { glob, readFile } from "node:fs/promises";
import path from "node:path";
import { newerInScript, newerInStyle } from "../dev/newer-features.ts";
import { SUPPORTED_BROWSERS } from "../dev/supported-browsers.ts";
import { stack } from "../dev/testing/client.ts";
import { expect, test, uniqueEmail } from "./fixtures.ts";

/** Findings that do no harm. */
const HARMLESS = {
  ".check()": "Zod's own",
  ".destroy()": "TanStack Query's own",
  ".skipTransition()": "React calls it on what the browser has given it",
  ".use()": "React's own",
  "Error.captureStackTrace": "Zod asks for it; Better Auth calls it only where errors are thrown",
  "Error.stackTraceLimit": "only set",
  "Symbol.asyncDispose": "tRPC defines it where it is missing",
  "Symbol.dispose": "tRPC defines it where it is missing",
};

test("the built client uses nothing that a supported browser lacks", async () => {
  const folder = path.resolve(stack.dataDir, "build/client/assets");
  const found = new Map<string, string[]>();
  let files = 0;
  for await (const file of glob("*.{js,css}", { cwd: folder })) {
    const text = await readFile(path.join(folder, file), "utf8");
    const newer = file.endsWith(".js") ? newerInScript(text) : newerInStyle(text);
    for (const name of newer) found.set(name, [...(found.get(name) ?? []), file]);
    files++;
  }
  expect(files).toBeGreaterThan(10);
  const where = JSON.stringify(Object.fromEntries(found), null, 2);
  expect([...found.keys()].sort(), where).toEqual(Object.keys(HARMLESS));
});

test("the README names the browsers that the client is built for", async () => {
  const readme = await readFile("README.md", "utf8");
  for (const [name, version] of Object.entries(SUPPORTED_BROWSERS))
    expect(readme).toMatch(new RegExp(`${name} ${version}`, "i"));
});

test("in a browser without URL.parse one goes on where one wanted to go", async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(URL, "parse"));
  await page.goto("/login?redirectTo=%2Fuser%2Fsettings");
  await page.getByRole("button", { name: "Dev mode login" }).click();
  await page.getByLabel("Email").fill(uniqueEmail());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/user\/settings$/);
});
