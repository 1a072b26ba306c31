import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";

/** A placeholder as high as a line of text; give it the shape of what is coming. */
export function Skeleton({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      aria-hidden
      data-slot="skeleton"
      className={cn("animate-pulse rounded-md bg-secondary forced-colors:border", className)}
      {...props}
    />
  );
}
