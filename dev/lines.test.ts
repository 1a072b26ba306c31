import { Readable } from "node:stream";
import { once } from "node:events";
import { expect, it } from "vitest";
import { onLine } from "./lines.ts";

it("a line ends where a line feed is, and nowhere else", async () => {
  const output = new Readable({ read: () => {} });
  const lines: string[] = [];
  onLine(output, (line) => lines.push(line));
  const text = `{"a":"\u2028\u2029\u0085"}\nsecond é\nlast`;
  // In pieces that cut lines and characters.
  for (const byte of Buffer.from(text)) output.push(Uint8Array.of(byte));
  output.push(null);
  await once(output, "end");
  expect(lines).toEqual([`{"a":"\u2028\u2029\u0085"}`, "second é", "last"]);
});
