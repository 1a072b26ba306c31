import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";

/**
 * What all text fields share. 16 px on touch screens, below which iOS zooms into the page. The ring hugs the border, so
 * it is not clipped by a scrolling parent.
 */
export const fieldClasses = [
  "min-w-0 rounded-md border border-input bg-field text-sm shadow-xs transition-colors pointer-coarse:text-lg",
  "placeholder:text-muted-foreground focus-visible:outline-offset-[-1px]",
  "disabled:cursor-not-allowed disabled:bg-muted disabled:opacity-60",
  "aria-invalid:border-destructive aria-invalid:focus-visible:outline-destructive",
];

/** By what a browser knows a control when it fills in a form, or shows it again. */
export interface Named {
  name: string;
}

export function Input({ className, ...props }: ComponentProps<"input"> & Named) {
  return (
    <input
      data-slot="input"
      autoComplete="off"
      className={cn(fieldClasses, "h-8 px-2.5 read-only:bg-muted", className)}
      {...props}
    />
  );
}
