import { expect, test } from "vitest";
import { newerInScript, newerInStyle } from "./newer-features.ts";

test.each([
  ["URL.parse(address)", "URL.parse"],
  ["const { promise } = Promise.withResolvers()", "Promise.withResolvers"],
  ["Object.groupBy(list, key)", "Object.groupBy"],
  ["AbortSignal.any([signal])", "AbortSignal.any"],
  ["Array.fromAsync(list)", "Array.fromAsync"],
  ["new Set(list).isSubsetOf(other)", ".isSubsetOf()"],
  ["map.values().map(double)", "Iterator.map"],
  ["text.matchAll(pattern).toArray()", "Iterator.toArray"],
  ["Iterator.from(list)", "Iterator.from"],
  ["new URLPattern(path)", "URLPattern"],
  ["requestIdleCallback(work)", "requestIdleCallback"],
  ["document.startViewTransition(change)", ".startViewTransition()"],
  ["element.checkVisibility()", ".checkVisibility()"],
  ["/[a-z&&[aeiou]]/v", "RegExp with v"],
])("%s is newer than the supported browsers", (code, name) =>
  expect(newerInScript(code)).toContain(name),
);

test.each([
  "JSON.parse(text); new URL(address); AbortSignal.abort()",
  "list.findLast(even); list.toSorted(); list.at(-1); Object.values(map).map(double)",
  "if (typeof element.checkVisibility === 'function') element.checkVisibility()",
  "document.startViewTransition?.(change)",
  "const options = { URLPattern: 1 }; options.URLPattern",
  "structuredClone(value); crypto.randomUUID(); new ResizeObserver(look)",
])("%s is not", (code) => expect(newerInScript(code)).toEqual([]));

test("what styles use is looked up as well", () => {
  const css = `
    @layer base { a:hover { color: light-dark(red, blue) } }
    @starting-style { a { opacity: 0 } }
    input:user-valid, li:has(a) { width: calc-size(auto, size) }
    @media (width >= 40rem) { a::after { color: oklch(0.5 0.2 263); width: min(1px, 2px) } }`;
  expect(newerInStyle(css)).toEqual([
    ":user-valid",
    "@starting-style",
    "calc-size(",
    "light-dark(",
  ]);
});
