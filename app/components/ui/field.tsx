import { Slot } from "@radix-ui/react-slot";
import { type ComponentProps, type ReactNode, useId } from "react";

import { cn } from "../../lib/cn";
import { Label } from "./label";

type FieldProps = Omit<ComponentProps<"div">, "id" | "children"> & {
  label: ReactNode;
  /** The control's id; made up when absent. The control itself must not have another. */
  id?: string | undefined;
  description?: ReactNode;
  error?: ReactNode;
  /** Exactly one control: Input, Textarea, NativeSelect, … It gets `id`, `aria-invalid` and `aria-describedby`. */
  children: ReactNode;
};

/**
 * A control with its label, description and error, wired together:
 *
 *     <Field label="Name" description="Shown to your team." error={errors.name?.message}>
 *       <Input {...register("name")} />
 *     </Field>
 */
export function Field({
  label,
  id,
  description,
  error,
  className,
  children,
  ...props
}: FieldProps) {
  const madeUpId = useId();
  const controlId = id ?? madeUpId;
  const descriptionId = `${controlId}-description`;
  const errorId = `${controlId}-error`;
  const describedBy = [description && descriptionId, error && errorId].filter(Boolean).join(" ");
  return (
    <div data-slot="field" className={cn("grid content-start gap-1.5", className)} {...props}>
      <Label htmlFor={controlId}>{label}</Label>
      <Slot
        id={controlId}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy || undefined}
      >
        {children}
      </Slot>
      {description && <FieldDescription id={descriptionId}>{description}</FieldDescription>}
      {error && <FieldError id={errorId}>{error}</FieldError>}
    </div>
  );
}

export function FieldDescription({ className, ...props }: ComponentProps<"p">) {
  return (
    <p
      data-slot="field-description"
      className={cn("text-xs text-pretty text-muted-foreground", className)}
      {...props}
    />
  );
}

export function FieldError({ className, ...props }: ComponentProps<"p">) {
  return (
    <p
      data-slot="field-error"
      className={cn("text-xs text-pretty text-destructive", className)}
      {...props}
    />
  );
}
