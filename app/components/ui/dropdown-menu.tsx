import * as MenuPrimitive from "@radix-ui/react-dropdown-menu";
import { Check } from "lucide-react";
import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";
import { dialogInFocus } from "../../lib/focus";

export const DropdownMenuTrigger = MenuPrimitive.Trigger;
export const DropdownMenuRadioGroup = MenuPrimitive.RadioGroup;

/** Not modal: the page behind neither stops scrolling, which would move it, nor is hidden from screen readers. */
export function DropdownMenu({
  modal = false,
  ...props
}: ComponentProps<typeof MenuPrimitive.Root>) {
  return <MenuPrimitive.Root modal={modal} {...props} />;
}

const surfaceClasses = [
  "z-50 overflow-x-hidden overflow-y-auto rounded-lg border bg-popover p-1 text-popover-foreground shadow-lg",
  "max-h-(--radix-dropdown-menu-content-available-height) origin-(--radix-dropdown-menu-content-transform-origin)",
  "data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in",
];

// The focused item is marked by its background, and in forced colors by the outline that is transparent elsewhere.
const itemClasses = [
  "relative flex min-h-7 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm select-none pointer-coarse:min-h-10",
  "outline-hidden focus:bg-accent focus:text-accent-foreground data-disabled:pointer-events-none data-disabled:opacity-50",
];

const iconColor = "[&>svg]:text-muted-foreground";

export function DropdownMenuContent({
  className,
  sideOffset = 4,
  ...props
}: ComponentProps<typeof MenuPrimitive.Content>) {
  return (
    <MenuPrimitive.Portal>
      <MenuPrimitive.Content
        data-slot="dropdown-menu-content"
        sideOffset={sideOffset}
        collisionPadding={8}
        className={cn(surfaceClasses, className)}
        onCloseAutoFocus={(event) => dialogInFocus() && event.preventDefault()}
        {...props}
      />
    </MenuPrimitive.Portal>
  );
}

type ItemProps = ComponentProps<typeof MenuPrimitive.Item> & {
  variant?: "default" | "destructive" | undefined;
};

export function DropdownMenuItem({ className, variant = "default", ...props }: ItemProps) {
  return (
    <MenuPrimitive.Item
      data-slot="dropdown-menu-item"
      className={cn(
        itemClasses,
        variant === "destructive"
          ? "text-destructive focus:bg-destructive/10 focus:text-destructive"
          : iconColor,
        className,
      )}
      {...props}
    />
  );
}

export function DropdownMenuRadioItem({
  className,
  children,
  ...props
}: ComponentProps<typeof MenuPrimitive.RadioItem>) {
  return (
    <MenuPrimitive.RadioItem
      data-slot="dropdown-menu-item"
      className={cn(itemClasses, iconColor, "pr-8", className)}
      {...props}
    >
      {children}
      <CheckedMark />
    </MenuPrimitive.RadioItem>
  );
}

function CheckedMark() {
  return (
    <MenuPrimitive.ItemIndicator className="absolute right-2 flex">
      <Check aria-hidden />
    </MenuPrimitive.ItemIndicator>
  );
}

export function DropdownMenuLabel({
  className,
  ...props
}: ComponentProps<typeof MenuPrimitive.Label>) {
  return (
    <MenuPrimitive.Label
      data-slot="dropdown-menu-label"
      className={cn("px-2 py-1.5 text-xs text-muted-foreground", className)}
      {...props}
    />
  );
}

export function DropdownMenuSeparator({
  className,
  ...props
}: ComponentProps<typeof MenuPrimitive.Separator>) {
  return (
    <MenuPrimitive.Separator
      data-slot="dropdown-menu-separator"
      className={cn("-mx-1 my-1 h-px bg-border", className)}
      {...props}
    />
  );
}
