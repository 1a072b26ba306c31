import { glob, readFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { OPENED, violations } from "./axe.ts";
import { expect, layoutShift, test as base, UNSEEN_SHIFT } from "./fixtures.ts";
import { PAGES, pagePaths } from "./pages.ts";
import { setTheme, show, SIZES, PAGE_STATES, STATES } from "./states.ts";
import { makeWorld, type World } from "./world.ts";

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

/** Each page, and what opens above one. All other states are for `pnpm screenshots`, which says what axe finds too. */
const looked = Object.entries(STATES).filter(([name, { shows }]) => shows || name in PAGE_STATES);

/** The fields of which a browser does not know what to fill in, and by what to remember it. */
const fieldsToFillIn = (page: Page) =>
  page
    .locator("input, select, textarea")
    .evaluateAll((fields) =>
      fields
        .filter((field) => !field.getAttribute("name") || !field.getAttribute("autocomplete"))
        .map((field) => field.outerHTML),
    );

for (const [name, state] of looked)
  test.describe(name, () => {
    test.use({ expectedProblem: state.problem });

    test("is accessible in both themes and fits on a phone", async ({ page, world }) => {
      // axe takes its time on a busy machine.
      test.slow();
      if (state.only === "phone") await page.setViewportSize(SIZES.phone);
      await show(page, world, state);
      await expect(page).toHaveTitle(/ · |OS2/);
      if (name in PAGE_STATES) expect(await layoutShift(page)).toBeLessThan(UNSEEN_SHIFT);
      const opened = page.locator(OPENED);
      if (state.shows) await expect(opened).not.toHaveCount(0);
      expect(await fieldsToFillIn(page), "without name or autocomplete").toEqual([]);
      const count = await opened.count();
      await setTheme(page, "light");
      expect(await violations(page), "light").toEqual([]);
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
      await setTheme(page, "dark");
      expect(await violations(page), "dark").toEqual([]);
    });
  });
