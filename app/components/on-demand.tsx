import {
  type ComponentProps,
  type ComponentType,
  type ReactNode,
  useEffect,
  useState,
} from "react";
import { toast } from "../lib/toast";
import { keepTyping } from "../lib/typed-ahead";
import { Spinner } from "./ui/spinner";

// What a page can be read without is loaded when it is first wanted: menus, dialogs, forms.

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** A dialog whose code is loaded when it is first opened. From then on it stays, so that it can close gracefully. */
export function dialogOnDemand<P extends DialogProps>(load: () => Promise<ComponentType<P>>) {
  const code = onDemand(load);
  const hasArrived = () => code.loaded !== undefined;
  return function DialogOnDemand(props: P) {
    const { open, onOpenChange } = props;
    const [Dialog, setDialog] = useState(() => code.loaded);
    useEffect(() => {
      if (!open || Dialog) return;
      code.load().then(
        (loaded) => setDialog(() => loaded),
        (error) => {
          onOpenChange(false);
          toast.error(error);
        },
      );
    }, [open, Dialog, onOpenChange]);
    if (Dialog) return <Dialog {...props} />;
    return open && <Opening hasArrived={hasArrived} />;
  };
}

/** Seen only where the network is slow. Keeps what is pressed and typed from going to the page behind the dialog. */
function Opening({ hasArrived }: { hasArrived: () => boolean }) {
  useEffect(() => {
    const stop = keepTyping();
    return () => {
      if (!hasArrived()) stop();
    };
  }, [hasArrived]);
  return (
    <output className="fixed inset-0 z-50 grid animate-fade-in place-items-center bg-overlay [animation-delay:300ms] [animation-fill-mode:both]">
      <Spinner className="size-6" />
      <span className="sr-only">Loading…</span>
    </output>
  );
}

export interface MenuProps {
  /** The button that opens the menu, with what makes it do so. */
  trigger: (opening: ComponentProps<"button">) => ReactNode;
}

/**
 * A menu whose code is loaded when its button is about to be pressed.
 * @param load gives the menu, which has to start open: it takes the button's place when that is pressed.
 */
export function menuOnDemand<P extends MenuProps>(load: () => Promise<ComponentType<P>>) {
  const code = onDemand(load);
  const preload = () => void code.load().catch(() => {});
  return function MenuOnDemand(props: P) {
    const [Menu, setMenu] = useState<ComponentType<P>>();
    if (Menu) return <Menu {...props} />;
    const open = () => code.load().then((loaded) => setMenu(() => loaded), toast.error);
    return props.trigger({
      "aria-haspopup": "menu",
      "aria-expanded": false,
      onPointerEnter: preload,
      onFocus: preload,
      onClick: () => void open(),
      onKeyDown: (event) => {
        if (event.key === "ArrowDown") void open();
      },
    });
  };
}

/** Fetches once; after a failure again. */
function onDemand<T>(fetch: () => Promise<T>) {
  const code = {
    loaded: undefined as T | undefined,
    load: async () => (code.loaded ??= await fetch()),
  };
  return code;
}
