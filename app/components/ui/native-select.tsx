import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";
import { fieldClasses, type Named } from "./input";

/** `className` goes to the wrapper, where widths and margins belong; the rest to the `<select>`. */
export function NativeSelect({ className, ...props }: ComponentProps<"select"> & Named) {
  return (
    <div data-slot="native-select-wrapper" className={cn("relative inline-block", className)}>
      <select
        data-slot="native-select"
        autoComplete="off"
        className={cn(fieldClasses, "h-8 w-full appearance-none truncate pr-8 pl-2.5")}
        {...props}
      />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute inset-y-0 right-2.5 my-auto size-4 text-muted-foreground"
      />
    </div>
  );
}

export function NativeSelectOption({ className, ...props }: ComponentProps<"option">) {
  return (
    <option
      data-slot="native-select-option"
      className={cn("bg-popover text-popover-foreground", className)}
      {...props}
    />
  );
}
