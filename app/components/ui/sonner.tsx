// The package would inject these styles by itself, which the content security policy does not allow: vite.config.ts
// takes that out.
import "sonner/dist/styles.css";

import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from "lucide-react";
import { type ComponentProps, useEffect } from "react";
import { toast, Toaster as Sonner } from "sonner";

import { cn } from "../../lib/cn";
import { showToastsWith } from "../../lib/toast";
import { buttonVariants } from "./button";
import { Spinner } from "./spinner";

/** Where toasts appear. They are unstyled by sonner, which only places and moves them, and so follow the theme. */
function Toaster(props: ComponentProps<typeof Sonner>) {
  return (
    <Sonner
      position="bottom-right"
      closeButton
      icons={{
        success: <CircleCheck aria-hidden className="size-4 text-success" />,
        info: <Info aria-hidden className="size-4 text-muted-foreground" />,
        warning: <TriangleAlert aria-hidden className="size-4 text-warning" />,
        error: <CircleAlert aria-hidden className="size-4 text-destructive" />,
        loading: <Spinner className="text-muted-foreground" />,
        close: <X aria-hidden className="size-3.5" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          // Important where sonner's own rules, which are in no layer, remove the outline. A modal dialog takes the
          // pointer from everything else, but a toast stays within reach.
          toast: cn(
            "pointer-events-auto flex w-(--width) items-start gap-2.5 rounded-lg border bg-popover py-3 pr-10 pl-3 text-sm text-popover-foreground shadow-lg",
            "focus-visible:outline-2! focus-visible:outline-offset-2! focus-visible:outline-ring! focus-visible:outline-solid!",
          ),
          icon: "mt-0.5 shrink-0",
          content: "grid min-w-0 flex-1 gap-0.5",
          title: "font-medium text-pretty",
          description: "text-pretty text-muted-foreground",
          actionButton: buttonVariants({ variant: "outline", size: "sm" }),
          cancelButton: buttonVariants({ variant: "ghost", size: "sm" }),
          closeButton:
            "absolute top-2 right-2 grid size-7 place-content-center rounded-md text-muted-foreground transition-colors hover:bg-accent hover:text-foreground",
        },
      }}
      {...props}
    />
  );
}

/** Says so once it is there: a toast that comes earlier would be lost. */
export function ReadyToaster() {
  useEffect(() => showToastsWith(toast), []);
  return <Toaster />;
}
