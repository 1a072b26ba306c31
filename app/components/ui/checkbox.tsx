import type { ComponentProps, Ref } from "react";
import type { Named } from "./input";

type CheckboxProps = Omit<ComponentProps<"input">, "type"> &
  Named & {
    /** Looks neither checked nor unchecked, as above a list of which some rows are selected. */
    indeterminate?: boolean | undefined;
  };

/**
 * A native checkbox. The element is 24 px, the least a target should be, and draws a 16 px box
 * (`before`) with a mark on it (`after`). How, stands in styles.css.
 */
export function Checkbox({ indeterminate = false, className, ref, ...props }: CheckboxProps) {
  return (
    <input
      type="checkbox"
      data-slot="checkbox"
      // Firefox would check it again after a reload.
      autoComplete="off"
      ref={(element) => {
        if (element) element.indeterminate = indeterminate;
        return assignRef(ref, element);
      }}
      className={className}
      {...props}
    />
  );
}

function assignRef<T>(ref: Ref<T> | undefined, value: T | null) {
  if (typeof ref === "function") return ref(value);
  if (ref) ref.current = value;
}
