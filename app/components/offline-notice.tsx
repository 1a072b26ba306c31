import { WifiOff } from "lucide-react";
import { useOnline } from "../hooks/use-online";

/** Says that what is on the page may be old. It goes by itself when the network is back. */
export function OfflineNotice() {
  const online = useOnline();
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-4 z-40 text-center"
    >
      {!online && (
        <p className="inline-flex items-center gap-2 rounded-full border bg-popover px-3 py-1.5 text-sm shadow-lg">
          <WifiOff className="size-4 text-warning" aria-hidden />
          You are offline. What you see may be out of date.
        </p>
      )}
    </div>
  );
}
