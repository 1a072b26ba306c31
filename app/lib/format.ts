/** An ISO 8601 string as the API sends it, milliseconds since the epoch, or a Date. */
export type Time = string | number | Date;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Months and years are averages of the Gregorian calendar: relative times are for reading, the exact one is beside them.
const UNITS = [
  ["year", 365.2425 * DAY],
  ["month", 30.436875 * DAY],
  ["week", 7 * DAY],
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
] as const;

const relative = new Intl.RelativeTimeFormat("en-US", { numeric: "always" });

/**
 * "3 minutes ago", "in 2 hours", and "just now" within a minute either way. Rounds towards now.
 *
 * `now` is a parameter so that the server and the hydrating browser, given the same one, print the same text.
 */
export function formatRelativeTime(time: Time, now: Time): string {
  const elapsed = toMillis(time) - toMillis(now);
  const unit = UNITS.find(([, length]) => Math.abs(elapsed) >= length);
  if (!unit) return "just now";
  const [name, length] = unit;
  return relative.format(Math.trunc(elapsed / length), name);
}

/**
 * "Nov 22, 2025, 15:30:12 UTC". The default zone is the same everywhere; pass the browser's own only after hydration.
 */
export function formatExactTime(time: Time, timeZone = "UTC"): string {
  return exactFormat(timeZone).format(toMillis(time));
}

const exactFormats = new Map<string, Intl.DateTimeFormat>();

/** Kept, because making one takes a hundred times as long as using it, and a list has one in each row. */
function exactFormat(timeZone: string) {
  const known = exactFormats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone,
    timeZoneName: "short",
  });
  exactFormats.set(timeZone, format);
  return format;
}

/** The initials of the first and last word ("Ada King Lovelace" → "AL"), or "?" for a name without letters. */
export function initials(name: string): string {
  // With the u flag a character outside the BMP stays whole.
  const letters = name.split(/\s+/).flatMap((word) => word.match(/[\p{L}\p{N}]/u) ?? []);
  const [first = "?", ...rest] = letters;
  return (first + (rest.at(-1) ?? "")).toUpperCase();
}

function toMillis(time: Time): number {
  return new Date(time).getTime();
}
