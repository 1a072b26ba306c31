import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { executables, isDebian, isRoot } from "./machine.ts";
import { Problem, step } from "./step.mjs";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MACOS_APPS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

// Loaded on demand: it takes longer than all the rest of a set-up that finds everything in place.
const require = createRequire(import.meta.url);

/** The browser for the end-to-end tests: the system's, else the one Playwright has downloaded. */
export function findChromium(): string | undefined {
  return (
    PROGRAMS.flatMap((name) => executables(name))[0] ??
    MACOS_APPS.find(existsSync) ??
    findPlaywrights()
  );
}

function findPlaywrights() {
  const { chromium }: typeof import("@playwright/test") = require("@playwright/test");
  return [chromium.executablePath()].find(existsSync);
}

/** @throws {Problem} */
export async function installChromium(): Promise<string> {
  // Ubuntu's package is only a pointer to a snap, so this is for Debian alone.
  if (isDebian() && isRoot()) await installWithApt();
  else await installWithPlaywright();

  const browser = findChromium();
  if (!browser) throw new Problem("Chromium was installed, but it is not found on PATH.");
  checkThatItRuns(browser);
  return browser;
}

async function installWithApt() {
  const apt = "apt-get -o DPkg::Lock::Timeout=300";
  const install = `${apt} install -y --no-install-recommends chromium fonts-liberation`;
  // The package lists may be missing or older than what the mirror still has; fetch them only then.
  await step("Chromium (apt-get)", "env", [
    "DEBIAN_FRONTEND=noninteractive",
    "sh",
    "-c",
    `${install} || { ${apt} update && ${install}; }`,
  ]);
}

async function installWithPlaywright() {
  const playwright = require.resolve("@playwright/test/cli");
  // Only root can add the system libraries that the download needs.
  const args = ["install", ...(isRoot() ? ["--with-deps"] : []), "chromium"];
  try {
    await step("Chromium (Playwright's download)", process.execPath, [playwright, ...args]);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(
      `${error.message}\nOr install Chromium or Chrome yourself${isDebian() ? " (sudo apt-get install chromium)" : ", so that it is on PATH"}. ` +
        "Only the browser tests need it: bin/dev and bin/start do without.",
    );
  }
}

function checkThatItRuns(browser: string) {
  try {
    execFileSync(browser, ["--version"], { stdio: "pipe" });
  } catch (error) {
    throw new Problem(
      `${browser} does not start:\n${String(error)}\n` +
        "If libraries are missing: `sudo npx playwright install-deps chromium` installs them.",
    );
  }
}
