import { type ComponentProps, useState } from "react";

import { cn } from "../../lib/cn";
import { initials } from "../../lib/format";

/** A circle of 28 px; size and radius can be changed by class: `size-6 rounded-md`. */
export function Avatar({ className, ...props }: ComponentProps<"span">) {
  return (
    <span
      data-slot="avatar"
      className={cn("relative inline-flex shrink-0 overflow-hidden select-none", className)}
      {...props}
    />
  );
}

/**
 * Lies over the fallback, so nothing moves when it arrives. With its empty `alt` an image that fails before hydration,
 * when nobody listens yet, shows nothing either.
 */
export function AvatarImage({ src, className, ...props }: Omit<ComponentProps<"img">, "alt">) {
  const [failed, setFailed] = useState<string>();
  if (!src || src === failed) return null;
  return (
    <img
      data-slot="avatar-image"
      src={src}
      alt=""
      referrerPolicy="no-referrer"
      onError={() => setFailed(src)}
      className={cn("absolute inset-0 size-full object-cover", className)}
      {...props}
    />
  );
}

const TINTS = [
  "bg-blue-100 text-blue-800 dark:bg-blue-950 dark:text-blue-200",
  "bg-teal-100 text-teal-800 dark:bg-teal-950 dark:text-teal-200",
  "bg-amber-100 text-amber-800 dark:bg-amber-950 dark:text-amber-200",
  "bg-rose-100 text-rose-800 dark:bg-rose-950 dark:text-rose-200",
  "bg-violet-100 text-violet-800 dark:bg-violet-950 dark:text-violet-200",
  "bg-slate-200 text-slate-800 dark:bg-slate-800 dark:text-slate-200",
];

/** The initials of `name` on a tint that is always the same for it. */
export function AvatarFallback({
  name,
  className,
  ...props
}: ComponentProps<"span"> & { name: string }) {
  return (
    <span
      data-slot="avatar-fallback"
      className={cn(
        "flex size-full items-center justify-center text-[0.6875rem] font-medium",
        TINTS[hash(name) % TINTS.length],
        className,
      )}
      {...props}
    >
      {initials(name)}
    </span>
  );
}

type NamedAvatarProps = ComponentProps<"span"> & {
  name: string;
  image?: string | null | undefined;
};

/** Image over initials. Hidden from assistive technology, since the name stands beside it. */
export function NamedAvatar({ name, image, ...props }: NamedAvatarProps) {
  return (
    <Avatar aria-hidden {...props}>
      <AvatarFallback name={name} />
      <AvatarImage src={image ?? undefined} />
    </Avatar>
  );
}

function hash(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return sum;
}
