import { cva, type VariantProps } from "class-variance-authority";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";

const alertVariants = cva("flex items-start gap-2.5 rounded-lg border px-3 py-2.5 text-sm", {
  variants: {
    variant: {
      info: "bg-muted [&>svg]:text-muted-foreground",
      success: "border-success/30 bg-success/8 [&>svg]:text-success",
      warning: "border-warning/30 bg-warning/8 [&>svg]:text-warning",
      destructive: "border-destructive/30 bg-destructive/8 [&>svg]:text-destructive",
    },
  },
});

const ICONS = {
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  destructive: CircleAlert,
};

type AlertProps = ComponentProps<"div"> & {
  variant?: NonNullable<VariantProps<typeof alertVariants>["variant"]> | undefined;
};

/** An inline message; one about a failure interrupts a screen reader. */
export function Alert({ variant = "info", className, children, ...props }: AlertProps) {
  const Icon = ICONS[variant];
  return (
    <div
      role={variant === "destructive" ? "alert" : "status"}
      data-slot="alert"
      className={cn(alertVariants({ variant }), className)}
      {...props}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 text-pretty">{children}</div>
    </div>
  );
}

export function AlertTitle({ className, ...props }: ComponentProps<"p">) {
  return <p data-slot="alert-title" className={cn("font-medium", className)} {...props} />;
}

export function AlertDescription({ className, ...props }: ComponentProps<"p">) {
  return (
    <p
      data-slot="alert-description"
      className={cn("text-muted-foreground", className)}
      {...props}
    />
  );
}
