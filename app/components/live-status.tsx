import { CloudOff, RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { useOnline } from "../hooks/use-online";
import { useOrganizationSocket } from "../hooks/use-organization-socket";

/** A short interruption is no news. */
const PATIENCE_MS = 2_000;

/** Keeps the page live, and says so when it is not. */
export function LiveStatus({
  organizationId,
  renderedAt,
}: {
  organizationId: string;
  renderedAt: number;
}) {
  const state = useOrganizationSocket(organizationId, renderedAt);
  const online = useOnline();
  const reconnecting = useLasting(state === "reconnecting", PATIENCE_MS);
  return (
    <output className="pointer-events-none fixed inset-x-0 bottom-4 z-40 grid place-items-center px-4">
      {!online ? (
        <Sign icon={CloudOff}>You are offline. What you see may be out of date.</Sign>
      ) : state === "unavailable" ? (
        <Sign icon={CloudOff}>Live updates could not start. Reload the page to get them.</Sign>
      ) : reconnecting ? (
        <Sign icon={RefreshCw}>Reconnecting…</Sign>
      ) : null}
    </output>
  );
}

function Sign({ icon: Icon, children }: { icon: typeof CloudOff; children: string }) {
  return (
    <p className="flex items-center gap-2 rounded-full border bg-popover px-3 py-1.5 text-sm text-popover-foreground shadow-md">
      <Icon className="size-4 shrink-0 text-muted-foreground" aria-hidden />
      {children}
    </p>
  );
}

/** True when `value` has been true for that long. */
function useLasting(value: boolean, ms: number) {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!value) return;
    const timer = setTimeout(() => setLasting(true), ms);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [value, ms]);
  return lasting;
}
