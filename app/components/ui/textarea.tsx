import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";
import { fieldClasses, type Named } from "./input";

/** Grows with its text; in browsers that cannot do that it is `rows` high. */
export function Textarea({ className, rows = 3, ...props }: ComponentProps<"textarea"> & Named) {
  return (
    <textarea
      data-slot="textarea"
      autoComplete="off"
      rows={rows}
      className={cn(
        fieldClasses,
        "field-sizing-content min-h-16 px-2.5 py-1.5 read-only:bg-muted",
        className,
      )}
      {...props}
    />
  );
}
