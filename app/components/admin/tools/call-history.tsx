import { Link } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import { useSessionUser } from "../../../hooks/use-session-user";
import { Badge } from "../../ui/badge";
import { formatMs } from "./call-result";
import { isObject } from "./schema-value";

/** A call that was made, without its answer. */
export interface Call {
  path: string;
  input?: unknown;
  /** The code of the error it was answered with. */
  error: string | null;
  /** There and back. */
  tookMs: number;
}

const MOST_CALLS = 50;

const areCalls = (stored: unknown): stored is Call[] =>
  Array.isArray(stored) && stored.every((call) => isObject(call) && typeof call.path === "string");

const NO_CALLS = "[]";

function parseCalls(stored: string): Call[] {
  const calls: unknown = JSON.parse(stored);
  return areCalls(calls) ? calls : [];
}

function onStored(listener: () => void) {
  addEventListener("storage", listener);
  return () => removeEventListener("storage", listener);
}

/** The calls of this tab, the last first. They outlive the page, and end with the tab or for another person. */
export function useCalls() {
  const key = `os2-calls-${useSessionUser().user.id}`;
  const read = () => sessionStorage.getItem(key) ?? NO_CALLS;
  const stored = useSyncExternalStore(onStored, read, () => NO_CALLS);
  const add = (call: Call) => {
    const calls = [call, ...parseCalls(read())].slice(0, MOST_CALLS);
    sessionStorage.setItem(key, JSON.stringify(calls));
    // Browsers tell other tabs alone.
    dispatchEvent(new StorageEvent("storage", { key }));
  };
  return { calls: parseCalls(stored), add };
}

interface CallHistoryProps {
  calls: Call[];
  /** A call is opened again, also the one that is open. */
  onReopen: () => void;
}

/** What was called in this tab, the last first. Each leads to the same call, filled in. */
export function CallHistory({ calls, onReopen }: CallHistoryProps) {
  if (calls.length === 0) return null;
  return (
    <section aria-labelledby="call-history" className="mt-6 border-t pt-4">
      <h2 id="call-history" className="mb-2 text-sm font-medium">
        Calls of this session
      </h2>
      <ol className="grid gap-1 text-sm">
        {calls.map(({ path, input, error, tookMs }, at) => (
          <li key={calls.length - at} className="flex min-w-0 flex-wrap items-center gap-2">
            <Badge variant={error ? "destructive" : "success"}>{error ?? "OK"}</Badge>
            <Link
              to="/admin/trpc-tools"
              search={{ path, input }}
              onClick={onReopen}
              className="min-w-0 py-1 text-link underline-offset-4 wrap-anywhere hover:underline"
            >
              {path}
            </Link>
            <span className="text-muted-foreground">{formatMs(tookMs)}</span>
            {input !== undefined && (
              <code className="min-w-0 truncate text-xs text-muted-foreground">
                {JSON.stringify(input)}
              </code>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
