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

/**
 * "3 minutes ago", "in 2 hours", and "just now" within a minute either way. Rounds towards now.
 *
 * `now` is a parameter so that the server and the hydrating browser, given the same one, print the same text. And it
 * goes without `Intl`: the browser takes as long to load that as to hydrate half of a page.
 */
export function formatRelativeTime(time: Time, now: Time): string {
  const elapsed = toMillis(time) - toMillis(now);
  const unit = UNITS.find(([, length]) => Math.abs(elapsed) >= length);
  if (!unit) return "just now";
  const [name, length] = unit;
  const count = Math.trunc(Math.abs(elapsed) / length);
  const amount = plural(count, name);
  return elapsed < 0 ? `${amount} ago` : `in ${amount}`;
}

/** "22 Nov 2025 15:30:12 UTC". */
export function formatExactTime(time: Time): string {
  const dayAndTime = new Date(time).toUTCString().slice("Sat, ".length, -" GMT".length);
  return `${dayAndTime} UTC`;
}

/** "1 machine", "3 machines". */
export const plural = (count: number, thing: string) =>
  `${count} ${thing}${count === 1 ? "" : "s"}`;

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
