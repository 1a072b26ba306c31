import * as DialogPrimitive from "@radix-ui/react-dialog";
import type { ComponentProps } from "react";

import { cn } from "../../lib/cn";
import {
  BeforeAutoFocus,
  CornerClose,
  Dialog,
  DialogDescription,
  DialogOverlay,
  DialogPortal,
  DialogTitle,
  stayForMessages,
  useReturnFocus,
} from "./dialog";

export const Sheet = Dialog;
export const SheetTitle = DialogTitle;
export const SheetDescription = DialogDescription;

const SIDES = {
  left: "left-0 border-r [--slide-from:-100%]",
  right: "right-0 border-l [--slide-from:100%]",
};

type SheetContentProps = ComponentProps<typeof DialogPrimitive.Content> & {
  side?: keyof typeof SIDES | undefined;
  showCloseButton?: boolean | undefined;
};

/** A dialog at the side of the window, 24rem wide where there is room; `w-72` and the like change that. */
export function SheetContent(props: SheetContentProps) {
  const { side = "right", showCloseButton = true, className, children, ...rest } = props;
  const { rememberOpener, onCloseAutoFocus } = useReturnFocus();
  return (
    <DialogPortal>
      <DialogOverlay />
      <DialogPrimitive.Content
        data-slot="sheet-content"
        className={cn(
          "fixed inset-y-0 z-50 flex max-w-[calc(100vw-3rem)] flex-col bg-popover text-popover-foreground shadow-xl",
          "data-[state=closed]:animate-slide-out data-[state=open]:animate-slide-in",
          SIDES[side],
          className,
        )}
        onCloseAutoFocus={onCloseAutoFocus}
        onInteractOutside={stayForMessages}
        {...rest}
      >
        <BeforeAutoFocus run={rememberOpener} />
        {children}
        {showCloseButton && <CornerClose />}
      </DialogPrimitive.Content>
    </DialogPortal>
  );
}

export function SheetHeader({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      data-slot="sheet-header"
      className={cn("flex flex-col gap-1 border-b p-4 pr-12", className)}
      {...props}
    />
  );
}

/** What scrolls, between the header and the footer. */
export function SheetBody({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      data-slot="sheet-body"
      className={cn("min-h-0 flex-1 overflow-y-auto p-4", className)}
      {...props}
    />
  );
}
