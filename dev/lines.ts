import type { Readable } from "node:stream";

/**
 * Hears every line of an output. Node's readline takes U+2028 and U+2029 for the end of a line too, which may
 * stand inside of a JSON text.
 */
export function onLine(output: Readable, heard: (line: string) => void) {
  let rest = "";
  output.setEncoding("utf8");
  output.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) heard(line);
  });
  output.on("end", () => {
    if (rest) heard(rest);
  });
}
