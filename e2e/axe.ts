import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type Axe from "axe-core";

const source = await readFile(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** What makes all else of the page out of reach while it is open. */
export const OPENED = "[role=dialog], [role=alertdialog], [role=menu]";

/** What axe finds on the page, or in what is open above it, each with the elements it is about. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated rather than added as a script, which the content security policy would stop.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
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
