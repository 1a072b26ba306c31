import { Slot } from "@radix-ui/react-slot";
import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps, MouseEvent } from "react";

import { cn } from "../../lib/cn";
import { Spinner } from "./spinner";

export const buttonVariants = cva(
  [
    "inline-flex shrink-0 items-center gap-1.5 rounded-md border font-medium whitespace-nowrap",
    "transition-colors select-none disabled:cursor-not-allowed disabled:opacity-50",
  ],
  {
    variants: {
      variant: {
        default:
          "border-transparent bg-primary text-primary-foreground shadow-xs hover:bg-primary/90",
        secondary:
          "border-transparent bg-secondary text-secondary-foreground hover:bg-secondary/70",
        outline: "border-border bg-field text-foreground shadow-xs hover:bg-accent",
        ghost: "border-transparent text-foreground hover:bg-accent",
        destructive:
          "border-transparent bg-destructive-solid text-destructive-foreground shadow-xs hover:bg-destructive-solid/90",
        link: "border-transparent text-link underline-offset-4 hover:underline",
      },
      size: {
        default: "h-8 px-3 text-sm",
        sm: "h-7 px-2.5 text-xs",
        lg: "h-10 px-4 text-base",
        icon: "size-8",
        "icon-sm": "size-7",
      },
    },
    defaultVariants: { variant: "default", size: "default" },
  },
);

type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof buttonVariants> &
  (
    | {
        asChild?: false | undefined;
        /** Work is under way: shows a spinner in place of the label, keeps size and focus, and ignores presses. */
        pending?: boolean | undefined;
      }
    | { asChild: true; pending?: never }
  );

export function Button({
  asChild,
  variant,
  size,
  pending = false,
  className,
  children,
  ...props
}: ButtonProps) {
  const shared = {
    "data-slot": "button",
    className: cn(buttonVariants({ variant, size }), className),
  };
  if (asChild) {
    return (
      <Slot {...shared} {...props}>
        {children}
      </Slot>
    );
  }
  // `aria-disabled` rather than `disabled`, which would drop the keyboard focus. Cancelling the click also stops Enter
  // in a form's field, since the browser submits by clicking the form's button.
  const busy = pending && { "aria-busy": true, "aria-disabled": true, onClick: cancel };
  // The label stays in its element: a page's translation may have replaced its text, which React could not move.
  return (
    <button {...shared} {...props} {...busy}>
      <span className={pending ? "inline-flex items-center gap-1.5 opacity-0" : "contents"}>
        {children}
      </span>
      {pending && <Spinner className="absolute inset-0 m-auto" />}
    </button>
  );
}

function cancel(event: MouseEvent) {
  event.preventDefault();
  event.stopPropagation();
}
