const KEPT_KEYS = /^(.|Enter|Escape|Backspace)$/u;

/**
 * Keeps what is typed while a dialog is on its way, and gives it to the dialog's field when that takes the focus. A
 * dialog that asks for something else than text gets nothing: no key may answer a question that was not yet read.
 * @returns what ends it.
 */
export function keepTyping(): () => void {
  const keys: string[] = [];
  let isGiving = false;
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (isGiving || event.defaultPrevented) return;
    if (ctrlKey || metaKey || altKey || event.repeat || !KEPT_KEYS.test(key)) return;
    event.preventDefault();
    event.stopPropagation();
    keys.push(key);
  };
  const onFocusIn = () => {
    removeEventListener("focusin", onFocusIn);
    // Once the dialog is complete.
    setTimeout(() => void giveToField());
  };
  /** Keys pressed meanwhile wait behind the earlier ones. */
  async function giveToField() {
    for (let field = dialogField(); field && keys.length > 0; field = dialogField()) {
      isGiving = true;
      typeInto(field, keys.shift() ?? "");
      isGiving = false;
      // React shows what one key has changed before the next.
      await new Promise((resolve) => setTimeout(resolve));
    }
    stop();
  }
  const stop = () => {
    removeEventListener("keydown", onKeyDown, true);
    removeEventListener("focusin", onFocusIn);
  };
  addEventListener("keydown", onKeyDown, true);
  addEventListener("focusin", onFocusIn);
  return stop;
}

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** The field of a dialog that has the focus: at first the one that was waited for, later what that has led to. */
function dialogField(): TextField | undefined {
  const field = document.activeElement;
  const isField = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  return isField && field.closest("[role=dialog][data-state=open]") ? field : undefined;
}

function typeInto(field: TextField, key: string) {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  if (!field.dispatchEvent(event)) return;
  const { value } = field;
  if (key === "Enter") field.form?.requestSubmit();
  else if (key === "Backspace") setValue(field, value.slice(0, -1));
  else if (key.length === 1) setValue(field, value + key);
}

/** As a person would: React does not listen to what is set past the prototype. */
function setValue(field: TextField, value: string) {
  Reflect.set(Object.getPrototypeOf(field), "value", value, field);
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
