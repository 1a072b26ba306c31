import fc from "fast-check";
import type { JsonSchema } from "../../../backend/trpc/routers/admin/tools.ts";

// Values for a request: right ones, nearly right ones, and what nobody would think of.

/** Texts that have broken something somewhere. */
const NASTY = [
  "",
  " ",
  "\0",
  "a\0b",
  "'",
  "' or '1'='1",
  "\\",
  "%",
  "_",
  "../../etc/passwd",
  "//evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
  "<script>alert(1)</script>",
  "{{7*7}}",
  "${7*7}",
  "%00",
  "%zz",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "undefined",
  "NaN",
  "-1",
  "1e309",
  "9007199254740993",
  "\ud800",
  "\u202e",
  "é\u0301\u{1f680}",
  "2026-02-30T25:61",
  "x".repeat(300),
  "x".repeat(70_000),
];

const nastyText = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "binary", maxLength: 80 }));

const anything = fc.oneof(
  fc.anything({ maxDepth: 2, withNullPrototype: false }),
  fc.constantFrom<unknown>(null, -1, 0, 1e308, Number.MAX_SAFE_INTEGER, [], {}, true),
  nastyText,
);

/** A text that may be one of `known`, which mean something to the site: slugs, ids, names, addresses. */
export const textOf = (known: string[]) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: nastyText },
    { weight: 1, arbitrary: fc.constantFrom(...known).map((text) => text.slice(0, -1)) },
  );

/** A value that fits the schema of an input as far as can be told from it, and now and then does not. */
export function valueOf(schema: JsonSchema, known: Known, name = ""): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 24, arbitrary: fitting(schema, known, name) },
    { weight: 1, arbitrary: anything },
  );
}

/** Values that mean something, by the name of the field or parameter that they are for; "" for any other. */
export type Known = Record<string, string[]>;

const knownFor = (known: Known, name: string) => known[name] ?? Object.values(known).flat();

function fitting(schema: JsonSchema, known: Known, name: string): fc.Arbitrary<unknown> {
  const { type, enum: options, anyOf, items, properties, const: constant } = schema;
  if (constant !== undefined) return fc.constant(constant);
  if (options) return fc.constantFrom(...options);
  if (anyOf) return fc.oneof(...anyOf.map((option) => valueOf(option, known, name)));
  if (properties) {
    const fields = Object.entries(properties).map(
      ([field, inner]) => [field, valueOf(inner, known, field)] as const,
    );
    return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
  }
  switch (type) {
    case "string":
      return textOf(knownFor(known, name));
    case "integer":
    case "number":
      return fc.oneof(fc.integer({ min: -1, max: 200 }), fc.double());
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(items ? valueOf(items, known) : anything, { maxLength: 5 });
    default:
      return anything;
  }
}

/** JSON, or what was meant to be. */
export const jsonText = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 18, arbitrary: value.map((input) => stringify(input)) },
    { weight: 1, arbitrary: value.map((input) => stringify(input).slice(0, -1)) },
    { weight: 1, arbitrary: nastyText },
  );

/** What has no JSON of its own becomes a text: fast-check makes cycles, symbols and big integers too. */
function stringify(value: unknown): string {
  const plain = (_: string, inner: unknown) =>
    typeof inner === "bigint" || typeof inner === "symbol" ? String(inner) : inner;
  try {
    return JSON.stringify(value, plain) ?? "null";
  } catch {
    return "null";
  }
}

/** For a URL or a cookie. Half a surrogate pair has no encoding: it becomes what stands for such. */
export const encode = (text: string) => encodeURIComponent(Buffer.from(text).toString());
