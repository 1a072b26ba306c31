import { useEffect, useState } from "react";
import { formatExactTime, formatRelativeTime } from "../lib/format";

/** "3 minutes ago", with the exact time on hover. */
export function RelativeTime({ time }: { time: string }) {
  const now = useNow();
  return (
    <time dateTime={time} title={formatExactTime(time)} suppressHydrationWarning>
      {formatRelativeTime(time, now)}
    </time>
  );
}

/** The time, as exact as sentences like "3 minutes ago" need it. */
export function useNow() {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
