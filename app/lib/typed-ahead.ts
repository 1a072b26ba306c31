const KEPT_KEYS = /^(.|Enter|Escape|Backspace)$/u;

/**
 * Keeps what is typed while a dialog is on its way, and gives it to the dialog's field when that takes the focus. A
 * dialog that asks for something else than text gets nothing: no key may answer a question that was not yet read.
 * @returns what ends it.
 */
export function keepTyping(): () => void {
  const keys: string[] = [];
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || event.repeat || !KEPT_KEYS.test(key)) return;
    event.preventDefault();
    event.stopPropagation();
    keys.push(key);
  };
  const onFocusIn = ({ target }: FocusEvent) => {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    const isInDialog = target instanceof Element && target.closest("[role=dialog]");
    // Once the dialog is complete.
    setTimeout(() => {
      stop();
      if (isField && isInDialog) void typeInto(target, keys);
    });
  };
  const stop = () => {
    removeEventListener("keydown", onKeyDown, true);
    removeEventListener("focusin", onFocusIn);
  };
  addEventListener("keydown", onKeyDown, true);
  addEventListener("focusin", onFocusIn);
  return stop;
}

async function typeInto(field: HTMLInputElement | HTMLTextAreaElement, keys: string[]) {
  for (const key of keys) {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    if (field.dispatchEvent(event)) {
      const { value } = field;
      if (key === "Enter") field.form?.requestSubmit();
      else if (key === "Backspace") setValue(field, value.slice(0, -1));
      else if (key.length === 1) setValue(field, value + key);
    }
    // React shows what one key has changed before the next.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** As a person would: React does not listen to what is set past the prototype. */
function setValue(field: HTMLInputElement | HTMLTextAreaElement, value: string) {
  Reflect.set(Object.getPrototypeOf(field), "value", value, field);
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
