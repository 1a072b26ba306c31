import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { command } from "../../dev/command.ts";
import { Parts } from "../../dev/parts.ts";
import { Problem } from "../../dev/setup/step.mjs";
import { makeWorld, type World } from "../world.ts";
import { DESKTOP, JOBS, open, OPENINGS, RING_PAGES } from "./jobs.ts";
import { BROWSERS, requirePrograms } from "./launch.ts";
import { type Size, Visit } from "./visit.ts";

// pnpm e2e:browsers: the main jobs in Chromium, Firefox and WebKit, against a running stack (the one that
// PORT_BASE names), with a picture of each dialog, menu and sheet in test-results/browsers. Their sizes have to be
// Chromium's, and the focus ring what it should be.

const FOLDER = path.resolve("test-results/browsers");

/** Letters are of another width in WebKit: a menu, as wide as its words, is up to 8 % off, and a text one line shorter. */
const isAlike = (size: Size, right: Size) =>
  Math.abs(size.width / right.width - 1) <= 0.1 && Math.abs(size.height - right.height) <= 24;

type Name = keyof typeof BROWSERS;

async function visitWith(name: Name, world: World): Promise<Visit> {
  const folder = path.join(FOLDER, name.toLowerCase());
  await mkdir(folder, { recursive: true });
  const parts = new Parts();
  try {
    const tab = await BROWSERS[name](parts, path.join(folder, "files"));
    const visit = new Visit(tab, folder);
    const attempt = async (what: string, work: () => Promise<unknown>) => {
      const began = performance.now();
      try {
        await work();
        console.log(`${name}: ${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
        return true;
      } catch (error) {
        visit.problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
        await visit.screenshot(`failed ${what}`).catch(() => {});
        return false;
      }
    };
    await visit.resize(DESKTOP);
    // Each begins where the one before has ended.
    for (const [what, job] of Object.entries(JOBS))
      if (!(await attempt(what, () => job(visit)))) break;
    for (const [what, opening] of Object.entries(OPENINGS))
      await attempt(what, async () => {
        await open(visit, world, opening);
        await visit.picture(what);
      });
    for (const theme of ["light", "dark"])
      for (const [what, opening] of Object.entries(RING_PAGES))
        await attempt(`focus rings, ${theme}, ${what}`, async () => {
          await open(visit, world, opening);
          await visit.setTheme(theme);
          await visit.checkFocusRings(`${theme}, ${what}`);
        });
    await tab.close();
    return visit;
  } finally {
    await parts.stop();
  }
}

await command(async () => {
  requirePrograms();
  await rm(FOLDER, { recursive: true, force: true });
  const world = await makeWorld({ events: 60 });
  const problems: string[] = [];
  const chromium = await visitWith("Chromium", world);
  problems.push(...chromium.problems.map((problem) => `Chromium: ${problem}`));
  for (const name of ["Firefox", "WebKit"] as const) {
    const { sizes, problems: own } = await visitWith(name, world);
    problems.push(...own.map((problem) => `${name}: ${problem}`));
    for (const [what, size] of sizes) {
      const right = chromium.sizes.get(what);
      const line = `${what}: ${size.width} × ${size.height}, in Chromium ${right?.width} × ${right?.height}`;
      console.log(`${name}: ${line}`);
      if (right && !isAlike(size, right)) problems.push(`${name}: ${line}`);
    }
  }
  console.log(`Pictures are in ${FOLDER}.`);
  if (problems.length > 0) throw new Problem(problems.join("\n"));
});
