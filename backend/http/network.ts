/**
 * What an address is counted as. Whoever has an IPv6 address has 2^64 of them, so these count as one.
 * @param address as Cloudflare gives it.
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const before = groups(head);
  const after = groups(tail ?? "");
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  const whole = [...before, ...zeros, ...after].map((group) => group.replace(/^0+(?=.)/, ""));
  return `${whole.slice(0, 4).join(":")}::/64`;
}

const groups = (part: string) => part.split(":").filter(Boolean);
