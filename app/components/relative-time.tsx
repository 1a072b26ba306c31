import { useEffect, useState } from "react";
import { formatExactTime, formatRelativeTime } from "../lib/format";
import { serverNow } from "../lib/server-time";

/** "3 minutes ago", with the exact time on hover. A list has one `now` for all of its rows. */
export function TimeAgo({ time, now }: { time: string; now: number }) {
  return (
    <time dateTime={time} title={formatExactTime(time)} suppressHydrationWarning>
      {formatRelativeTime(time, now)}
    </time>
  );
}

/** The same for one that stands alone. */
export const RelativeTime = ({ time }: { time: string }) => <TimeAgo time={time} now={useNow()} />;

/** The time, as exact as sentences like "3 minutes ago" need it. */
export function useNow() {
  const [now, setNow] = useState(() => serverNow());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
