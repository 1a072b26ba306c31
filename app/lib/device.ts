/** The first that matches: Edge and Opera call themselves Chrome too, and Chrome Safari. */
const BROWSERS = [
  ["Edge", /Edg\//],
  ["Opera", /OPR\//],
  ["Firefox", /Firefox\//],
  ["Chrome", /Chrome\//],
  ["Safari", /Safari\//],
] as const;
const SYSTEMS = [
  ["Android", /Android/],
  ["iOS", /iPhone|iPad/],
  ["Windows", /Windows/],
  ["macOS", /Macintosh/],
  ["Linux", /Linux/],
] as const;

interface Device {
  userAgent: string | null;
  /** It was made with the service token. */
  service: boolean;
}

/** "Chrome on Linux", as far as its user agent says so. */
export function describeDevice({ userAgent, service }: Device) {
  if (service) return "Service";
  const find = (kinds: readonly (readonly [string, RegExp])[]) =>
    kinds.find(([, pattern]) => pattern.test(userAgent ?? ""))?.[0];
  return [find(BROWSERS) ?? "A browser or program", find(SYSTEMS)].filter(Boolean).join(" on ");
}
