import { rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "@playwright/test";
import { findChromium } from "../dev/setup/chromium.ts";
import { baseUrl } from "../dev/testing/client.ts";
import { violations } from "./axe.ts";
import { awaitingReact } from "./fixtures.ts";
import { setTheme, show, SIZES, type State, STATES } from "./states.ts";
import { makeWorld, type World } from "./world.ts";

// pnpm screenshots [NAME…]: every page and state, light and dark, on a desktop and a phone, of a running stack (the
// one that PORT_BASE names), into test-results/screenshots. Says what axe finds. Names choose those that begin with them.

const FOLDER = path.resolve("test-results/screenshots");
const THEMES = ["light", "dark"];

/** Shown once, in the other theme and size as it is then. */
async function take(browser: Browser, world: World, name: string, state: State) {
  const sizes = (["desktop", "phone"] as const).filter((size) => size === (state.only ?? size));
  // A person of whom nothing is remembered from the picture before.
  await using context = await browser.newContext({
    baseURL: baseUrl,
    viewport: SIZES[state.only ?? "desktop"],
  });
  const page = awaitingReact(await context.newPage());
  try {
    await show(page, world, state);
    // What was asked for has arrived, but where that is just what does not.
    await page.waitForLoadState("networkidle", { timeout: 5_000 }).catch(() => {});
    for (const size of sizes) {
      await page.setViewportSize(SIZES[size]);
      for (const theme of THEMES) {
        await setTheme(page, theme);
        const file = path.join(FOLDER, `${size}-${theme}`, `${name}.png`);
        await page.screenshot({ path: file, animations: "disabled" });
        for (const violation of await violations(page))
          complain(`${name}, ${size}, ${theme}`, violation);
      }
    }
  } catch (error) {
    complain(name, String(error));
  }
}

function complain(name: string, problem: string) {
  console.error(`${name}: ${problem}`);
  process.exitCode = 1;
}

const { positionals } = parseArgs({ allowPositionals: true });
const chosen = Object.entries(STATES).filter(
  ([name]) => positionals.length === 0 || positionals.some((start) => name.startsWith(start)),
);
if (positionals.length === 0) await rm(FOLDER, { recursive: true, force: true });
const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
const world = await makeWorld({ events: 10_000 });
for (const [name, state] of chosen) await take(browser, world, name, state);
await browser.close();
console.log(`Screenshots are in ${FOLDER}.`);
