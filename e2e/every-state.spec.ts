import { glob, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Page } from "@playwright/test";
import type Axe from "axe-core";
import { expect, test as base } from "./fixtures.ts";
import { PAGES, pagePaths } from "./pages.ts";
import { setTheme, show, SIZES, STATES } from "./states.ts";
import { makeWorld, type World } from "./world.ts";

const axeSource = await readFile(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

const test = base.extend<object, { world: World }>({
  world: [
    async ({ browserName }, provide) => {
      expect(browserName).toBe("chromium");
      await provide(await makeWorld({ events: 60 }));
    },
    { scope: "worker" },
  ],
});

// A trace of each step would take longer than the test.
test.use({ trace: "off" });

test("every page of app/routes.ts is among those looked at here", () => {
  expect(Object.keys(PAGES).sort()).toEqual(pagePaths().sort());
});

test("every dialog, menu and sheet is among the states looked at here", async () => {
  const folder = "app/components";
  const files: string[] = [];
  for await (const file of glob("**/*.tsx", { cwd: folder }))
    if (OPENS.test(await readFile(path.join(folder, file), "utf8"))) files.push(file);
  const shown = Object.values(STATES).flatMap(({ shows = [] }) => shows);
  expect([...new Set(shown)].sort()).toEqual(files.sort());
});

/** What a file imports that has something of its own to open. */
const OPENS = /from "\.[./]*\/ui\/(alert-dialog|confirm-dialog|dialog|dropdown-menu|sheet)"/;

for (const [name, state] of Object.entries(STATES))
  test.describe(name, () => {
    test.use({ expectedProblem: state.problem });

    test("is accessible in both themes and fits on a phone", async ({ page, world }) => {
      // axe takes its time on a busy machine.
      test.slow();
      if (state.only === "phone") await page.setViewportSize(SIZES.phone);
      await show(page, world, state);
      await expect(page).toHaveTitle(/ · |OS2/);
      const opened = page.locator(OPENED);
      if (state.shows) await expect(opened).not.toHaveCount(0);
      const count = await opened.count();
      // Evaluated rather than added as a script, which the content security policy would stop.
      await page.evaluate(axeSource);
      expect(await violations(page, "light"), "light").toEqual([]);
      if (state.only !== "desktop") {
        await page.setViewportSize(SIZES.phone);
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(sideways, "px wider than a phone").toBe(0);
        await expect(opened).toHaveCount(count);
        const cut = opened.evaluateAll(
          (parts) =>
            parts.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length,
        );
        expect(await cut, "wider than there is room for").toBe(0);
      }
      expect(await violations(page, "dark"), "dark").toEqual([]);
    });
  });

/** What makes all else of the page out of reach while it is open. */
const OPENED = "[role=dialog], [role=alertdialog], [role=menu]";

/** What axe finds on the page, or in what is open above it, each with the elements it is about. */
async function violations(page: Page, theme: string) {
  await setTheme(page, theme);
  const { violations } = await page.evaluate(async (selector) => {
    // What is half faded in has other colours.
    const isMoving = () =>
      document
        .getAnimations()
        .some(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    do await new Promise(requestAnimationFrame);
    while (isMoving());
    const axe: typeof Axe = Reflect.get(window, "axe");
    const opened = document.querySelectorAll(selector);
    return axe.run(opened.length > 0 ? opened : document, { resultTypes: ["violations"] });
  }, OPENED);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`);
}
