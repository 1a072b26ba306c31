import type { ComponentProps, ReactNode } from "react";

import { cn } from "../../lib/cn";

/** A placeholder as high as a line of text; give it the shape of what is coming. */
export function Skeleton({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      data-slot="skeleton"
      className={cn("animate-pulse rounded-md bg-secondary forced-colors:border", className)}
      {...props}
    />
  );
}

/** Stands around the skeletons of one thing, and says what they only show. */
export function Loading({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <>
      <output className="sr-only">Loading…</output>
      <div aria-hidden className={className}>
        {children}
      </div>
    </>
  );
}

interface SkeletonRowsProps {
  rows: number;
  /** Of each row. */
  className?: string;
  children: ReactNode;
}

/** The same shape several times, below each other. */
export function SkeletonRows({ rows, className, children }: SkeletonRowsProps) {
  return Array.from({ length: rows }, (_, row) => (
    <div key={row} className={className}>
      {children}
    </div>
  ));
}

/** Two lines of a list's text, the second longer: a name and what is said of it. */
export function SkeletonLines() {
  return (
    <div className="grid gap-1 py-0.5">
      <Skeleton className="w-28" />
      <Skeleton className="w-40" />
    </div>
  );
}

/** Somebody's picture, name and email. */
export function SkeletonPerson() {
  return (
    <div className="flex items-center gap-2.5">
      <Skeleton className="size-7 rounded-full!" />
      <SkeletonLines />
    </div>
  );
}
