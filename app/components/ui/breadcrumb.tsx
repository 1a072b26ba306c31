import { Slot } from "@radix-ui/react-slot";
import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";

export function Breadcrumb(props: ComponentProps<"nav">) {
  return <nav aria-label="Breadcrumb" data-slot="breadcrumb" {...props} />;
}

/** One line; long names are cut, the last one least. */
export function BreadcrumbList({ className, ...props }: ComponentProps<"ol">) {
  return (
    <ol
      data-slot="breadcrumb-list"
      className={cn(
        "-mx-1 flex min-w-0 items-center gap-1 text-sm text-muted-foreground",
        className,
      )}
      {...props}
    />
  );
}

export function BreadcrumbItem({ className, ...props }: ComponentProps<"li">) {
  return (
    <li
      data-slot="breadcrumb-item"
      className={cn("flex min-w-0 shrink-2 items-center last:shrink", className)}
      {...props}
    />
  );
}

type BreadcrumbLinkProps = ComponentProps<"a"> & { asChild?: boolean | undefined };

export function BreadcrumbLink({ asChild, className, ...props }: BreadcrumbLinkProps) {
  const Component = asChild ? Slot : "a";
  return (
    <Component
      data-slot="breadcrumb-link"
      className={cn(
        "truncate rounded-sm px-1 py-0.5 transition-colors hover:text-foreground focus-visible:outline-offset-0",
        className,
      )}
      {...props}
    />
  );
}

/** Where the person is. */
export function BreadcrumbPage({ className, ...props }: ComponentProps<"span">) {
  return (
    <span
      aria-current="page"
      data-slot="breadcrumb-page"
      className={cn("truncate px-1 py-0.5 font-medium text-foreground", className)}
      {...props}
    />
  );
}

export function BreadcrumbSeparator({ className, ...props }: ComponentProps<"li">) {
  return (
    <li
      role="presentation"
      aria-hidden
      data-slot="breadcrumb-separator"
      className={cn("shrink-0 select-none", className)}
      {...props}
    >
      /
    </li>
  );
}
