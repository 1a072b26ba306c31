import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";

export function Label({ className, ...props }: ComponentProps<"label">) {
  // A label without a control is the caller's mistake, not this component's.
  // oxlint-disable-next-line jsx-a11y/label-has-associated-control
  return (
    <label
      data-slot="label"
      className={cn("text-sm font-medium select-none", className)}
      {...props}
    />
  );
}
