/** Sent to the document when React has taken it over. */
const HYDRATED = "os2:hydrated";

/** Says that the page's own code is at work from now on. */
export const announceHydration = () => document.dispatchEvent(new Event(HYDRATED));

/**
 * A script for the page's head: what somebody presses or types while the page is shown and its code is still on its
 * way is kept, and done once that is there. Links need none of it and go their own way. Ctrl or ⌘ K presses the
 * palette's button, then and later.
 */
export const keepEarlyEvents = () => `(${keepEvents.toString()})(${JSON.stringify(HYDRATED)})`;

/** It is sent as text, so it stands alone. */
function keepEvents(hydrated: string) {
  /** A key of an input method, whose Escape takes a conversion back and whose Enter accepts it, is not for the page. */
  function onComposing(event: KeyboardEvent) {
    // Safari sends the Enter that ends a composition after its end, known by this code alone.
    if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
  }
  // Before every other listener, and for good.
  addEventListener("keydown", onComposing, true);

  // By what they are about: of several presses of a button, or states of a field, the last one counts.
  const steps = new Map<object, () => void>();
  const keep = (about: object, step: () => void) => {
    steps.delete(about);
    steps.set(about, step);
  };

  let isHydrated = false;

  function press(button: unknown, event: Event) {
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    event.stopPropagation();
    if (isHydrated) button.click();
    else keep(button, () => button.click());
  }

  /** Stays for good: a page is taken over part by part, and no moment between may lose the palette's shortcut. */
  function onShortcut(event: KeyboardEvent) {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (key.toLowerCase() === "k" && (ctrlKey || metaKey) && !altKey && !shiftKey)
      press(document.querySelector("[aria-keyshortcuts~='Control+K']"), event);
  }

  function onClick(event: Event) {
    if (event.target instanceof Element) press(event.target.closest("a[href], button"), event);
  }

  function onInput(event: Event) {
    const field = event.target;
    if (field instanceof HTMLInputElement && /checkbox|radio/.test(field.type)) {
      const { checked } = field;
      keep(field, () => {
        field.checked = !checked;
        field.click();
      });
    } else if (
      field instanceof HTMLInputElement ||
      field instanceof HTMLTextAreaElement ||
      field instanceof HTMLSelectElement
    ) {
      const { value } = field;
      keep(field, () => {
        // Makes React take over this part of the page, which may put its own value into the field.
        field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
        // React listens for changes of what it saw last, and sees what is set here but not through the prototype.
        field.value = `${value} `;
        Reflect.set(Object.getPrototypeOf(field), "value", value, field);
        for (const type of ["input", "change"])
          field.dispatchEvent(new Event(type, { bubbles: true }));
      });
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    // What follows a press that opens a dialog is meant for its first field.
    const inField = target instanceof Element && target.matches("input, textarea, select");
    if (ctrlKey || metaKey || altKey || inField || steps.size === 0 || !/^\S$/u.test(key)) return;
    keep(event, () =>
      dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })),
    );
  }

  addEventListener("click", onClick, true);
  addEventListener("input", onInput, true);
  addEventListener("keydown", onShortcut, true);
  addEventListener("keydown", onKeyDown, true);

  async function catchUp() {
    isHydrated = true;
    removeEventListener("click", onClick, true);
    removeEventListener("input", onInput, true);
    removeEventListener("keydown", onKeyDown, true);
    for (const step of steps.values()) {
      // React finishes what it is at, and shows what one has changed before the next.
      await new Promise((resolve) => setTimeout(resolve));
      step();
    }
  }
  document.addEventListener(hydrated, () => void catchUp(), { once: true });
}
