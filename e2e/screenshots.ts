import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { type BrowserContext, chromium, type Locator, type Page } from "@playwright/test";
import { findChromium } from "../dev/setup/chromium.ts";
import { baseUrl } from "../dev/testing/client.ts";
import { makeTenant, PAGES, type Tenant } from "./pages.ts";

// pnpm screenshots: every page, and what opens on it, light and dark, on a desktop and a phone, of a running stack
// (the one that PORT_BASE names), into test-results/screenshots.

const FOLDER = path.resolve("test-results/screenshots");
const SIZES = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
};
const THEMES = ["light", "dark"];

/** What can be opened on the machines page: what to press, and what is then there. */
const OPENED: Record<string, (page: Page) => Promise<Locator>> = {
  "new-machine": async (page) => {
    await page.getByRole("button", { name: "Create machine" }).click();
    return page.getByRole("dialog");
  },
  selected: async (page) => {
    await page.getByRole("checkbox", { name: "Select api-1" }).check();
    return page.getByRole("toolbar");
  },
  delete: async (page) => {
    await page.getByRole("button", { name: "Delete api-1" }).click();
    return page.getByRole("alertdialog");
  },
  palette: async (page) => {
    await page.keyboard.press("Control+k");
    return page.getByRole("dialog");
  },
  menu: async (page) => {
    await page.getByRole("button", { name: "More actions for api-1" }).click();
    return page.getByRole("menu");
  },
};

async function takeAll(context: BrowserContext, tenant: Tenant, folder: string) {
  await mkdir(folder, { recursive: true });
  const page = await context.newPage();
  const take = async (name: string) => {
    // Transitions end, and what was asked for has arrived.
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: path.join(folder, `${name}.png`), animations: "disabled" });
  };
  for (const [route, address] of Object.entries(PAGES)) {
    if (route === "/login") await context.clearCookies({ name: /session/ });
    await page.goto(address(tenant));
    await take(route.replaceAll("$", "").split("/").filter(Boolean).join("-") || "home");
    if (route === "/login") await signIn(context, tenant);
  }
  const machines = PAGES["/$organizationSlug/$instanceSlug"];
  for (const [name, open] of Object.entries(OPENED)) {
    await page.goto(machines?.(tenant) ?? "/");
    await page.waitForLoadState("networkidle");
    await (await open(page)).waitFor();
    await take(`machines-${name}`);
  }
  await page.goto("/no-such-organization");
  await take("not-found");
  await page.close();
}

const signIn = (context: BrowserContext, { owner }: Tenant) =>
  context.addCookies(Array.from(owner.cookies, ([name, value]) => ({ name, value, url: baseUrl })));

await rm(FOLDER, { recursive: true, force: true });
const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
const tenant = await makeTenant();
for (const [size, viewport] of Object.entries(SIZES))
  for (const theme of THEMES) {
    const context = await browser.newContext({ baseURL: baseUrl, viewport });
    await signIn(context, tenant);
    await context.addCookies([{ name: "os2-theme", value: theme, url: baseUrl }]);
    await takeAll(context, tenant, path.join(FOLDER, `${size}-${theme}`));
    await context.close();
  }
await browser.close();
console.log(`Screenshots are in ${FOLDER}.`);
