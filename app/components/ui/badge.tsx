import type { ComponentProps } from "react";

type BadgeProps = ComponentProps<"span"> & {
  variant?: "default" | "secondary" | "outline" | "success" | "warning" | "destructive";
  /** A dot in the colour of the text before it. */
  dot?: boolean;
};

/** Lists have one in each row, so what it looks like stands in styles.css. */
export function Badge({ variant = "secondary", dot, ...props }: BadgeProps) {
  return <span data-slot="badge" data-variant={variant} data-dot={dot} {...props} />;
}
