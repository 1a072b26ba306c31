import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";

/** Decorative: whatever is loading says so itself (`aria-busy`, a status text). */
export function Spinner({ className, ...props }: ComponentProps<"svg">) {
  return (
    <LoaderCircle
      aria-hidden
      data-slot="spinner"
      className={cn("animate-spin", className)}
      {...props}
    />
  );
}
