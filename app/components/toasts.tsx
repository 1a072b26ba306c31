import { type ComponentType, useEffect, useState } from "react";
import { toastPlace } from "../lib/toast";

/**
 * Where toasts appear. Most visits see none, so the code for it is loaded when the person begins to do something; by
 * the time that fails, perhaps for want of a network, it is there.
 */
export function Toasts() {
  const [Loaded, setLoaded] = useState<ComponentType>();
  useEffect(() => {
    const load = () => {
      import("./ui/sonner").then(
        ({ ReadyToaster }) => setLoaded(() => ReadyToaster),
        // What was to be said waits, and is said when the next toast finds the network again.
        () => {},
      );
    };
    toastPlace.onAsked(load);
    for (const event of BEGINNINGS) addEventListener(event, load, { once: true, passive: true });
    return () => {
      for (const event of BEGINNINGS) removeEventListener(event, load);
    };
  }, []);
  return Loaded && <Loaded />;
}

const BEGINNINGS = ["pointerdown", "keydown"];
