import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { chromium } from "@playwright/test";
import { startChild } from "../../dev/child.ts";
import type { Parts } from "../../dev/parts.ts";
import { freePortBlock } from "../../dev/ports.ts";
import { findChromium } from "../../dev/setup/chromium.ts";
import { executables } from "../../dev/setup/machine.ts";
import { Problem } from "../../dev/setup/step.mjs";
import { playwrightTab, type Tab, until, webDriverTab } from "./tab.ts";
import { overHttp, overMarionette } from "./webdriver.ts";

/** The programs that are needed besides Chromium, and the Debian packages that bring them. */
const PROGRAMS = {
  "firefox-esr": "firefox-esr",
  WebKitWebDriver: "webkit2gtk-driver",
  "xvfb-run": "xvfb",
  xauth: "xauth",
};

/** @throws {Problem} saying how to install what is missing. */
export function requirePrograms() {
  const missing = Object.entries(PROGRAMS).filter(([name]) => executables(name).length === 0);
  if (missing.length > 0)
    throw new Problem(
      `Missing: ${missing.map(([name]) => name).join(", ")}. On Debian: ` +
        `apt-get install --no-install-recommends ${missing.map(([, name]) => name).join(" ")}`,
    );
}

/** Starts a browser as a part that is stopped with the others. `folder` is for its files. */
type Launch = (parts: Parts, folder: string) => Promise<Tab>;

const launchChromium: Launch = async (parts) => {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ["--no-sandbox"],
  });
  await parts.start(async () => ({ name: "chromium", stop: () => browser.close() }));
  return playwrightTab(await browser.newPage());
};

const launchFirefox: Launch = async (parts, folder) => {
  const port = await freePortBlock(21_000, 1);
  const profile = path.join(folder, "firefox");
  await mkdir(profile, { recursive: true });
  await writeFile(path.join(profile, "user.js"), `user_pref("marionette.port", ${port});\n`);
  const options = ["--headless", "--marionette", "--no-remote", "--profile", profile];
  await parts.start(() =>
    startChild({
      name: "firefox",
      command: ["firefox-esr", ...options],
      logDir: folder,
      ready: /Listening on port/,
    }),
  );
  return webDriverTab(await overMarionette(port));
};

const launchWebKit: Launch = async (parts, folder) => {
  const port = await freePortBlock(22_000, 1);
  // It prints nothing, also when it is ready.
  const driver = 'echo begun; exec WebKitWebDriver --port="$0"';
  await parts.start(() =>
    startChild({
      name: "webkit",
      command: ["xvfb-run", "-a", "-s", "-screen 0 1600x1200x24", "sh", "-c", driver, `${port}`],
      logDir: folder,
      ready: /^begun$/,
    }),
  );
  const address = `http://127.0.0.1:${port}`;
  await until("WebKitWebDriver to answer", async () => {
    const answer = await fetch(`${address}/status`).catch(() => undefined);
    return answer?.ok;
  });
  return webDriverTab(overHttp(address));
};

export const BROWSERS = {
  Chromium: launchChromium,
  Firefox: launchFirefox,
  WebKit: launchWebKit,
};
