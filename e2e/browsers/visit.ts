import { writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { baseUrl } from "../../dev/testing/client.ts";
import { type Tab, until } from "./tab.ts";

export interface Size {
  width: number;
  height: number;
}

const boxSchema = z.object({
  width: z.number(),
  height: z.number(),
  isMoving: z.boolean(),
});

const ringSchema = z.object({ name: z.string(), ring: z.string(), right: z.string() }).nullish();

/** A user's actions in a tab, and the sizes of the dialogs that they opened. */
export class Visit {
  readonly sizes = new Map<string, Size>();
  readonly problems: string[] = [];
  readonly #tab: Tab;
  readonly #folder: string;
  #person = "";

  constructor(tab: Tab, folder: string) {
    this.#tab = tab;
    this.#folder = folder;
  }

  async goto(address: string) {
    await this.#tab.goto(new URL(address, baseUrl).href);
    // A press before hydration may be lost.
    await until("React", () =>
      this.#tab.evaluate(() => Object.keys(document.body).some((key) => key.startsWith("__react"))),
    );
  }

  /** Signs in without a form. */
  async signInAs(email: string) {
    if (this.#person === email) return;
    await this.goto("/login");
    const signedIn = this.#tab.evaluate(async (address) => {
      const body = JSON.stringify({ email: address });
      const headers = { "content-type": "application/json" };
      const response = await fetch("/api/auth/dev/login", { method: "POST", headers, body });
      return response.ok;
    }, email);
    if (!(await signedIn)) throw new Error(`Signing in as ${email} did not work.`);
    this.#person = email;
  }

  /** Presses the button, link or item of a menu of this name, in what is open above the page if something is. */
  async press(name: string) {
    await until(`“${name}” to press`, () => this.#tab.click(findControl, name));
  }

  /** Types into the field that has the focus, which a dialog or page with one field gives it. */
  async type(text: string) {
    await until("a field with the focus", () =>
      this.#tab.evaluate(() => document.activeElement?.matches("input, textarea") ?? false),
    );
    await this.#tab.press("a", "Control");
    await this.#tab.type(text);
  }

  key: Tab["press"] = (key, modifier) => this.#tab.press(key, modifier);
  evaluate: Tab["evaluate"] = (run, ...args) => this.#tab.evaluate(run, ...args);
  resize = ({ width, height }: Size) => this.#tab.resize(width, height);

  /** Waits for a text on the page. */
  async see(text: string) {
    await until(`“${text}”`, () =>
      this.#tab.evaluate((wanted) => document.body.innerText.includes(wanted), text),
    );
  }

  async seePath(pattern: RegExp) {
    await until(`the address ${pattern.source}`, async () =>
      pattern.test(z.string().parse(await this.#tab.evaluate(() => location.pathname))),
    );
  }

  /** Takes a picture of the dialog, menu or sheet that is open, and its size. */
  async picture(name: string) {
    await until(`${name} to be open and still`, async () => {
      const box = boxSchema.nullish().parse(await this.#tab.evaluate(measureOpened));
      if (!box || box.isMoving) return false;
      this.sizes.set(name, { width: box.width, height: box.height });
      return true;
    });
    await this.screenshot(name);
  }

  async screenshot(name: string) {
    // WebKit may not have painted yet what is in the page.
    await this.#tab.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    });
    const file = path.join(this.#folder, `${name.replaceAll(" ", "-")}.png`);
    await writeFile(file, await this.#tab.screenshot());
  }

  /** Closes what is open with Escape. */
  async close() {
    await this.#tab.press("Escape");
    await this.seeClosed();
  }

  async seeClosed() {
    await until("nothing to be open", async () => !(await this.#tab.evaluate(measureOpened)));
  }

  /** In the middle of what is shown already. */
  async setTheme(theme: string) {
    await this.#tab.evaluate((name) => void (document.documentElement.className = name), theme);
    await until("the colours to have changed", () =>
      this.#tab.evaluate(() =>
        document.getAnimations().every(({ playState }) => playState !== "running"),
      ),
    );
  }

  /** Goes through everything that Tab leads to, and looks for the ring around it. */
  async checkFocusRings(where: string) {
    for (let stop = 0; stop < 40; stop++) {
      await this.#tab.press("Tab");
      const focused = ringSchema.parse(await this.#tab.evaluate(measureRing));
      if (!focused) return;
      const { name, ring, right } = focused;
      if (ring !== right)
        this.problems.push(`${where}: the ring of “${name}” is ${ring}, not ${right}`);
    }
  }
}

function findControl(name: string) {
  const opened = Array.from(
    document.querySelectorAll("[role=dialog], [role=alertdialog], [role=menu]"),
  ).at(-1);
  const controls = (opened ?? document).querySelectorAll("button, a, [role=menuitem]");
  const shown = Array.from(controls).filter((control) => control.getClientRects().length > 0);
  const label = (control: Element) =>
    control.getAttribute("aria-label") ?? control.textContent?.trim() ?? "";
  return (
    shown.find((control) => label(control) === name) ??
    shown.find((control) => label(control).includes(name))
  );
}

function measureOpened() {
  const opened = Array.from(
    document.querySelectorAll<HTMLElement>("[role=dialog], [role=alertdialog], [role=menu]"),
  ).at(-1);
  if (!opened) return null;
  const isMoving = document.getAnimations().some(({ playState }) => playState === "running");
  return { width: opened.offsetWidth, height: opened.offsetHeight, isMoving };
}

/** The outline of what has the focus, beside the one it should have. */
function measureRing() {
  const focused = document.activeElement;
  if (!focused || focused === document.body || focused.closest("[data-ring-seen]")) return null;
  focused.setAttribute("data-ring-seen", "");
  const probe = document.createElement("i");
  const isInvalid = focused.getAttribute("aria-invalid") === "true";
  probe.style.outline = `2px solid var(--${isInvalid ? "destructive" : "ring"})`;
  focused.parentElement?.appendChild(probe);
  const outline = (element: Element) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    return `${outlineStyle} ${outlineWidth} ${outlineColor}`;
  };
  const right = outline(probe);
  probe.remove();
  const name = focused.getAttribute("aria-label") ?? focused.textContent ?? focused.tagName;
  return { name: name.slice(0, 40), ring: outline(focused), right };
}
