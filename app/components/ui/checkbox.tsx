import type { ComponentProps, Ref } from "react";

import { cn } from "../../lib/cn";

type CheckboxProps = Omit<ComponentProps<"input">, "type"> & {
  /** Looks neither checked nor unchecked, as above a list of which some rows are selected. */
  indeterminate?: boolean | undefined;
};

/**
 * A native checkbox. The element is 24 px, the least a target should be, and draws a 16 px box
 * (`before`) with a mark on it (`after`). The mark is made of borders, which forced colors keep.
 */
export function Checkbox({ indeterminate = false, className, ref, ...props }: CheckboxProps) {
  return (
    <input
      type="checkbox"
      data-slot="checkbox"
      ref={(element) => {
        if (element) element.indeterminate = indeterminate;
        return assignRef(ref, element);
      }}
      className={cn(
        "peer -m-1 grid size-6 shrink-0 appearance-none place-content-center rounded-md",
        "focus-visible:outline-offset-[-2px] disabled:cursor-not-allowed disabled:opacity-50 not-disabled:cursor-pointer",
        "before:col-start-1 before:row-start-1 before:size-4 before:rounded-sm before:border before:border-input before:bg-field before:transition-colors",
        "checked:before:border-primary checked:before:bg-primary indeterminate:before:border-primary indeterminate:before:bg-primary",
        "aria-invalid:before:border-destructive",
        "after:col-start-1 after:row-start-1 after:hidden after:place-self-center",
        "checked:after:mb-0.5 checked:after:block checked:after:h-2.5 checked:after:w-[0.3125rem] checked:after:rotate-45 checked:after:border-r-2 checked:after:border-b-2 checked:after:border-primary-foreground",
        "indeterminate:after:block indeterminate:after:w-2 indeterminate:after:border-t-2 indeterminate:after:border-primary-foreground",
        className,
      )}
      {...props}
    />
  );
}

function assignRef<T>(ref: Ref<T> | undefined, value: T | null) {
  if (typeof ref === "function") return ref(value);
  if (ref) ref.current = value;
}
