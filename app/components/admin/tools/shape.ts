import { isObject } from "./schema-value";

/** Deep enough for every answer there is, and an end for those there may be. */
const DEEPEST = 6;

/**
 * The shape of a JSON value, written as a TypeScript type. Procedures declare no schema for what they answer (it
 * would be checked at each call), so this is read off an answer: a list's items may differ, and show as a union.
 */
export function shapeOf(value: unknown, indent = "", depth = 0): string {
  if (value === null) return "null";
  if (depth > DEEPEST) return "unknown";
  if (Array.isArray(value)) {
    const items = [...new Set(value.map((item) => shapeOf(item, indent, depth + 1)))];
    if (items.length === 0) return "unknown[]";
    return items.length === 1 ? `${items[0]}[]` : `(${items.join(" | ")})[]`;
  }
  if (!isObject(value)) return value === undefined ? "void" : typeof value;
  const deeper = `${indent}  `;
  const properties = Object.entries(value).map(
    ([name, property]) => `${deeper}${name}: ${shapeOf(property, deeper, depth + 1)};\n`,
  );
  return properties.length === 0 ? "{}" : `{\n${properties.join("")}${indent}}`;
}
