import { Slot } from "@radix-ui/react-slot";
import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";

/** Tabs that are links to pages. Name it with `aria-label`. */
export function TabsNav({ className, ...props }: ComponentProps<"nav">) {
  return (
    <nav
      data-slot="tabs-nav"
      className={cn(
        // The line is a shadow, so that the current tab's underline can lie on it within the scrolling box.
        "flex gap-1 overflow-x-auto max-sm:gap-0 shadow-[inset_0_-1px_var(--border)] scrollbar-none forced-colors:border-b",
        className,
      )}
      {...props}
    />
  );
}

type TabsNavLinkProps = ComponentProps<"a"> & { asChild?: boolean | undefined };

/** Current when it has `aria-current="page"`, as the router's active `<Link>` does. */
export function TabsNavLink({ asChild, className, ...props }: TabsNavLinkProps) {
  const Component = asChild ? Slot : "a";
  return (
    <Component
      data-slot="tabs-nav-link"
      className={cn(
        "flex h-9 shrink-0 items-center gap-1.5 rounded-md border-b-2 border-transparent px-2.5 text-sm text-muted-foreground transition-colors max-sm:px-2",
        "hover:text-foreground focus-visible:outline-offset-[-2px]",
        "aria-[current=page]:rounded-b-none aria-[current=page]:border-foreground aria-[current=page]:font-medium aria-[current=page]:text-foreground",
        "forced-colors:border-[color:Canvas] forced-colors:aria-[current=page]:border-[color:Highlight]",
        className,
      )}
      {...props}
    />
  );
}
