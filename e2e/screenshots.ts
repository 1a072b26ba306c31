import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "@playwright/test";
import { findChromium } from "../dev/setup/chromium.ts";
import { baseUrl } from "../dev/testing/client.ts";
import { cookiesOf, STATES } from "./screenshot-states.ts";
import { makeWorld, type World } from "./screenshot-world.ts";

// pnpm screenshots [NAME…]: every page and state, light and dark, on a desktop and a phone, of a running stack (the
// one that PORT_BASE names), into test-results/screenshots. Names choose those that begin with them.

const FOLDER = path.resolve("test-results/screenshots");
const SIZES = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
};
const THEMES = ["light", "dark"];

interface Variant {
  size: keyof typeof SIZES;
  theme: string;
}

async function take(browser: Browser, world: World, name: string, { size, theme }: Variant) {
  const { as, at, only, open } = STATES[name] ?? {};
  if (!as || !at || (only && only !== size)) return;
  // A person of whom nothing is remembered from the picture before.
  await using context = await browser.newContext({ baseURL: baseUrl, viewport: SIZES[size] });
  await context.addCookies([{ name: "os2-theme", value: theme, url: baseUrl }]);
  if (as !== "nobody") await context.addCookies(cookiesOf(world.people[as].cookies, baseUrl));
  const page = await context.newPage();
  try {
    await page.goto(at(world));
    await page.waitForLoadState("networkidle");
    await open?.(page, world);
    // Transitions end, and what was asked for has arrived.
    await page.waitForLoadState("networkidle");
    const file = path.join(FOLDER, `${size}-${theme}`, `${name}.png`);
    await page.screenshot({ path: file, animations: "disabled" });
  } catch (error) {
    console.error(`${name}, ${size}, ${theme}: ${String(error)}`);
    process.exitCode = 1;
  }
}

const { positionals } = parseArgs({ allowPositionals: true });
const names = Object.keys(STATES).filter(
  (name) => positionals.length === 0 || positionals.some((start) => name.startsWith(start)),
);
if (positionals.length === 0) await rm(FOLDER, { recursive: true, force: true });
const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
const world = await makeWorld();
for (const size of ["desktop", "phone"] as const)
  for (const theme of THEMES) {
    await mkdir(path.join(FOLDER, `${size}-${theme}`), { recursive: true });
    for (const name of names) await take(browser, world, name, { size, theme });
  }
await browser.close();
console.log(`Screenshots are in ${FOLDER}.`);
