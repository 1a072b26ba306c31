import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";

type SeparatorProps = ComponentProps<"hr"> & {
  orientation?: "horizontal" | "vertical" | undefined;
};

/** A vertical one stretches to the height of its flex row. */
export function Separator({ orientation = "horizontal", className, ...props }: SeparatorProps) {
  return (
    <hr
      data-slot="separator"
      aria-orientation={orientation}
      className={cn(
        "shrink-0",
        orientation === "vertical" ? "h-auto self-stretch border-t-0 border-l" : "w-full",
        className,
      )}
      {...props}
    />
  );
}
