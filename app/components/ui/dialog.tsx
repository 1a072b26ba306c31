import * as DialogPrimitive from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import {
  type ComponentProps,
  createContext,
  use,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
} from "react";

import { cn } from "../../lib/cn";
import { dialogInFocus } from "../../lib/focus";
import { Button } from "./button";

type DialogProps = ComponentProps<typeof DialogPrimitive.Root> & {
  /** What is under way cannot be called off by closing, so it stays in view. */
  pending?: boolean | undefined;
};

/** Decides whether a dialog that its person closes is closed: by calling `close`, now, later or never. */
type CloseGuard = (close: () => void) => void;
type SetCloseGuard = (guard: CloseGuard | undefined) => void;
const CloseGuardContext = createContext<SetCloseGuard | undefined>(undefined);

export function Dialog({ pending, onOpenChange, ...props }: DialogProps) {
  const guard = useRef<CloseGuard>(undefined);
  const setGuard = useCallback<SetCloseGuard>((next) => {
    guard.current = next;
  }, []);
  const change = (open: boolean) => {
    if (pending) return;
    if (open || !guard.current) onOpenChange?.(open);
    else guard.current(() => onOpenChange?.(false));
  };
  return (
    <CloseGuardContext value={setGuard}>
      <DialogPrimitive.Root onOpenChange={change} {...props} />
    </CloseGuardContext>
  );
}

/** Sets a guard, while there is one, to the dialog around the component; outside of a dialog it does nothing. */
export function useCloseGuard(guard: CloseGuard | undefined) {
  const setGuard = use(CloseGuardContext);
  useEffect(() => {
    setGuard?.(guard);
    return () => setGuard?.(undefined);
  }, [setGuard, guard]);
}

export const DialogPortal = DialogPrimitive.Portal;
export const DialogClose = DialogPrimitive.Close;

export function DialogOverlay({
  className,
  ...props
}: ComponentProps<typeof DialogPrimitive.Overlay>) {
  return (
    <DialogPrimitive.Overlay
      data-slot="dialog-overlay"
      className={cn(
        "fixed inset-0 z-50 bg-overlay data-[state=closed]:animate-fade-out data-[state=open]:animate-fade-in",
        className,
      )}
      {...props}
    />
  );
}

type DialogContentProps = ComponentProps<typeof DialogPrimitive.Content> & {
  /** Whether there is an ✕ in the corner. Escape closes in either case. */
  showCloseButton?: boolean | undefined;
};

/** 28rem wide at most; `max-w-2xl` and the like change that. No grid: WebKit would make it as high as the window. */
export function DialogContent({
  className,
  children,
  showCloseButton = true,
  ...props
}: DialogContentProps) {
  const { rememberOpener, onCloseAutoFocus } = useReturnFocus();
  return (
    <DialogPortal>
      <DialogOverlay />
      <DialogPrimitive.Content
        data-slot="dialog-content"
        className={cn(
          "fixed inset-0 z-50 m-auto flex h-fit max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] flex-col gap-4 overflow-y-auto rounded-xl border bg-popover p-5 text-popover-foreground shadow-xl",
          "data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in",
          className,
        )}
        onCloseAutoFocus={onCloseAutoFocus}
        onInteractOutside={stayForMessages}
        {...props}
      >
        <BeforeAutoFocus run={rememberOpener} />
        {children}
        {showCloseButton && <CornerClose />}
      </DialogPrimitive.Content>
    </DialogPortal>
  );
}

/** A message in the corner of the page is read, touched and closed without leaving the dialog. */
export function stayForMessages(event: Event) {
  if (event.target instanceof Element && event.target.closest("[data-messages]"))
    event.preventDefault();
}

/** Comes last in its dialog, so that the focus starts at the first field. */
export function CornerClose() {
  return (
    <DialogClose asChild>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Close"
        title="Close"
        className="absolute top-3.5 right-3.5"
      >
        <X />
      </Button>
    </DialogClose>
  );
}

export function DialogHeader({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      data-slot="dialog-header"
      className={cn("flex flex-col gap-1 pr-8 wrap-anywhere", className)}
      {...props}
    />
  );
}

export function DialogTitle({ className, ...props }: ComponentProps<typeof DialogPrimitive.Title>) {
  return (
    <DialogPrimitive.Title
      data-slot="dialog-title"
      className={cn("text-lg font-semibold text-balance", className)}
      {...props}
    />
  );
}

export function DialogDescription({
  className,
  ...props
}: ComponentProps<typeof DialogPrimitive.Description>) {
  return (
    <DialogPrimitive.Description
      data-slot="dialog-description"
      className={cn("text-sm text-pretty text-muted-foreground", className)}
      {...props}
    />
  );
}

/** Buttons, the main one last. */
export function DialogFooter({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      data-slot="dialog-footer"
      className={cn("flex flex-wrap justify-end gap-2 pt-1", className)}
      {...props}
    />
  );
}

/** Where the focus goes after a dialog that another led to: to what had opened that one. */
const inherited = new WeakMap<Element, HTMLElement>();

/**
 * Gives the focus back to what had it. By itself Radix does so only for its own trigger, not for a dialog that was
 * opened by state. When that happened from a menu, whose item is gone by then, the menu's button takes the focus; when
 * it happened from a dialog that closes for it, as the palette does, what had opened that one.
 */
export function useReturnFocus() {
  const opener = useRef<HTMLElement>(null);
  return {
    rememberOpener: useCallback(() => {
      const { activeElement } = document;
      const menuButtonId = activeElement?.closest("[role=menu]")?.getAttribute("aria-labelledby");
      const element = menuButtonId ? document.getElementById(menuButtonId) : activeElement;
      opener.current = element instanceof HTMLElement ? element : null;
    }, []),
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      const left = event.target instanceof Element ? inherited.get(event.target) : undefined;
      const back = left ?? opener.current;
      const next = dialogInFocus();
      if (next && back) inherited.set(next, back);
      else if (!next && back?.isConnected) back.focus();
      else if (document.activeElement === document.body) focusPage();
    },
  };
}

/** For a dialog that has done away with what opened it. */
function focusPage() {
  const main = document.querySelector("main");
  main?.setAttribute("tabindex", "-1");
  main?.focus({ preventScroll: true });
}

/**
 * Comes first in its dialog: a field with `autoFocus` after it has not taken the focus yet. When one has, Radix does
 * not call `onOpenAutoFocus`.
 */
export function BeforeAutoFocus({ run }: { run: () => void }) {
  useLayoutEffect(run, [run]);
  return null;
}
