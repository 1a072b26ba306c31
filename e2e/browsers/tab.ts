import type { Page } from "@playwright/test";
import { z } from "zod";
import type { Call } from "./webdriver.ts";

/** A tab of any browser, as the jobs need it. Functions run in the page and see only `args`. */
export interface Tab {
  goto(address: string): Promise<void>;
  evaluate<A extends unknown[]>(run: (...args: A) => unknown, ...args: A): Promise<unknown>;
  /** Presses the element that is found. @returns whether one was. */
  click<A extends unknown[]>(
    find: (...args: A) => Element | undefined,
    ...args: A
  ): Promise<boolean>;
  type(text: string): Promise<void>;
  press(key: Key, modifier?: Modifier): Promise<void>;
  /** The size of what is in the window. */
  resize(width: number, height: number): Promise<void>;
  /** As PNG. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

/** https://www.w3.org/TR/webdriver2/#keyboard-actions */
const KEYS = { Enter: "\uE007", Escape: "\uE00C", Tab: "\uE004", a: "a", k: "k" };
const MODIFIERS = { Control: "\uE009" };
export type Key = keyof typeof KEYS;
export type Modifier = keyof typeof MODIFIERS;

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const elementSchema = z.object({ [ELEMENT]: z.string() }).nullish();
const sizeSchema = z.tuple([z.number(), z.number()]);

export async function webDriverTab(call: Call): Promise<Tab> {
  await call("NewSession", { capabilities: {} });
  const run = (script: string, args: unknown[]) =>
    call("ExecuteScript", { script: `return (${script})(...arguments)`, args });
  const strike = (actions: { type: "keyDown" | "keyUp"; value: string }[]) =>
    call("PerformActions", { actions: [{ type: "key", id: "keyboard", actions }] });
  return {
    goto: async (url) => void (await call("Navigate", { url })),
    evaluate: (script, ...args) => run(String(script), args),
    click: async (find, ...args) => {
      const found = elementSchema.parse(await run(String(find), args));
      if (found) await call("ElementClick", { id: found[ELEMENT] });
      return Boolean(found);
    },
    type: async (text) => {
      for (const value of text)
        await strike([
          { type: "keyDown", value },
          { type: "keyUp", value },
        ]);
    },
    press: async (key, modifier) => {
      const held = modifier ? [MODIFIERS[modifier], KEYS[key]] : [KEYS[key]];
      await strike([
        ...held.map((value) => ({ type: "keyDown" as const, value })),
        ...held.toReversed().map((value) => ({ type: "keyUp" as const, value })),
      ]);
    },
    resize: async (width, height) => {
      await call("SetWindowRect", { width, height });
      const [w, h] = sizeSchema.parse(await run("() => [innerWidth, innerHeight]", []));
      // The window has bars besides.
      await call("SetWindowRect", { width: 2 * width - w, height: 2 * height - h });
    },
    screenshot: async () =>
      Buffer.from(z.string().parse(await call("TakeScreenshot", { full: false })), "base64"),
    close: async () => void (await call("DeleteSession")),
  };
}

/** Chromium's: its driver program is one more package, which has to be of the same version. */
export const playwrightTab = (page: Page): Tab => ({
  goto: async (address) => void (await page.goto(address)),
  evaluate: (script, ...args) => page.evaluate(callOf(script, args)),
  click: async (find, ...args) => {
    const handle = await page.evaluateHandle<Element | undefined>(callOf(find, args));
    await handle.asElement()?.click();
    return handle.asElement() !== null;
  },
  type: (text) => page.keyboard.type(text),
  press: (key, modifier) => page.keyboard.press(modifier ? `${modifier}+${key}` : key),
  resize: (width, height) => page.setViewportSize({ width, height }),
  screenshot: () => page.screenshot(),
  close: () => page.close(),
});

const callOf = (script: (...args: never[]) => unknown, args: unknown[]) =>
  `(${String(script)})(...${JSON.stringify(args)})`;

const PATIENCE_MS = 15_000;

/** Asks until the answer is yes. What goes wrong meanwhile, as with an element that is replaced, is asked again. */
export async function until(what: string, ask: () => Promise<unknown>) {
  let problem: unknown;
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    try {
      if (await ask()) return;
    } catch (error) {
      problem = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited in vain for ${what}.`, { cause: problem });
}
