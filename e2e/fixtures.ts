import {
  test as base,
  type BrowserContext,
  expect,
  type Page,
  type Response,
  type Route,
} from "@playwright/test";
import { baseUrl, type Browser, signInWithInstance, uniqueEmail } from "../dev/testing/client.ts";

export { baseUrl, expect, signInWithInstance, uniqueEmail };

/** What the console says of a request or a socket that was refused or cut off; a test that provokes one says so. */
const PROVOKED = new RegExp(
  [
    "Failed to load resource: the server responded with a status of (4\\d\\d|503)",
    "Failed to load resource: net::ERR_FAILED",
    "net::ERR_INTERNET_DISCONNECTED",
    "WebSocket connection to .* failed: Error during WebSocket handshake: Unexpected response code: 4\\d\\d",
    "WebSocket connection to .* failed: HTTP Authentication failed",
    "WebSocket connection to .* failed: WebSocket is closed before",
  ].join("|"),
);

/** Every test fails on an error or a warning in the console and on an error nobody caught. */
export const test = base.extend<{
  /** What else the console of a test that provokes it may say. */
  expectedProblem: RegExp | undefined;
  quiet: void;
  login: (email?: string) => Promise<string>;
}>({
  expectedProblem: [undefined, { option: true }],

  quiet: [
    async ({ page, expectedProblem }, provide) => {
      const problems: string[] = [];
      page.on("console", (message) => {
        if (message.type() !== "error" && message.type() !== "warning") return;
        if (!PROVOKED.test(message.text())) problems.push(message.text());
      });
      page.on("pageerror", (error) => problems.push(String(error)));
      await provide();
      expect(problems.filter((problem) => !expectedProblem?.test(problem))).toEqual([]);
    },
    { auto: true },
  ],

  page: async ({ page }, provide) => {
    await provide(awaitingReact(page));
  },

  /** Signs the page's browser in as a new person, or as the one `email` names. */
  login: async ({ page, baseURL }, provide) => {
    await provide(async (email = uniqueEmail()) => {
      const response = await page.request.post("/api/auth/dev/login", {
        data: { email },
        headers: { origin: baseURL ?? "" },
      });
      expect(response.ok()).toBe(true);
      return email;
    });
  },
});

/**
 * A page that was loaded is there when React has taken over: what is clicked before that may be lost.
 * For the pages that a test opens besides its own.
 */
export function awaitingReact(page: Page): Page {
  for (const load of ["goto", "reload"] as const) {
    const original: (...args: never[]) => Promise<Response | null> = page[load].bind(page);
    Object.assign(page, {
      [load]: async (...args: never[]) => {
        const response = await original(...args);
        if (await page.locator("script[type=module]").count())
          await page.waitForFunction(isHydrated);
        return response;
      },
    });
  }
  return page;
}

/** Answers a call as the server does that wants no more of them: one that is not tried again by itself. */
export const refuse = (route: Route) =>
  route.fulfill({
    status: 429,
    json: {
      error: {
        message: "Too many requests. Please wait a moment and try again.",
        code: -32029,
        data: { code: "TOO_MANY_REQUESTS", httpStatus: 429 },
      },
    },
  });

/** What a page says of a call that got no answer. */
export const UNREACHABLE = "The server could not be reached.";

/** Fails the calls that the pattern matches as a network does that is gone, while `work` is done. */
export async function whileUnreachable(
  page: Page,
  pattern: string | RegExp,
  work: () => Promise<void>,
) {
  await page.route(pattern, (route) => route.abort());
  await work();
  await page.unroute(pattern);
}

/** Keeps requests that the pattern matches back until what it answers is called: then they go on. */
export async function hold(
  page: Page,
  pattern: string | RegExp,
  goOn = (route: Route) => route.continue(),
) {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(pattern, async (route) => {
    await released;
    await goOn(route);
  });
  return release;
}

/** How much has moved on a page since it was loaded, by itself, as Cumulative Layout Shift counts it. */
export const layoutShift = (page: Page) =>
  page.evaluate(() => {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: "layout-shift", buffered: true });
    const shifts = observer.takeRecords().map((entry) => Number(Reflect.get(entry, "value")));
    return shifts.reduce((sum, shift) => sum + shift, 0);
  });

/** A button whose words came a moment after its icon; anything that moves others is more. */
export const UNSEEN_SHIFT = 0.0015;

/** React keeps what it knows of an element in properties of the element itself. */
const isHydrated = () => Object.keys(document.body).some((key) => key.startsWith("__react"));

/** Gives a page's browser the session of somebody who signed in over HTTP. */
export async function useSession(context: BrowserContext, browser: Browser) {
  await context.addCookies(cookiesOf(browser));
}

const cookiesOf = ({ cookies }: Browser) =>
  Array.from(cookies, ([name, value]) => ({ name, value, url: baseUrl }));

/** The same in the midst of a test: a page that was left open starts anew when it hears of another person. */
export async function changePerson(page: Page, browser: Browser) {
  await page.goto("about:blank");
  await page.context().addCookies(cookiesOf(browser));
}
