import type { JsonSchema } from "../../../../backend/trpc/routers/admin/tools";

/** How a value of a schema is typed in. */
export type Control =
  | { kind: "object"; properties: [name: string, schema: JsonSchema, required: boolean][] }
  | { kind: "array"; items: JsonSchema }
  | { kind: "choice"; options: unknown[] }
  | { kind: "number" }
  | { kind: "text" }
  | { kind: "json" };

/** JSON by hand wherever a form would be guesswork: unions, maps, anything. */
export function controlFor(schema: JsonSchema): Control {
  if (schema.const !== undefined) return { kind: "choice", options: [schema.const] };
  if (schema.enum) return { kind: "choice", options: schema.enum };
  switch (schema.type) {
    case "boolean":
      return { kind: "choice", options: [true, false] };
    case "integer":
    case "number":
      return { kind: "number" };
    case "string":
      return { kind: "text" };
    case "array":
      return schema.items ? { kind: "array", items: schema.items } : { kind: "json" };
    case "object": {
      if (!schema.properties) return { kind: "json" };
      const required = new Set(schema.required);
      return {
        kind: "object",
        properties: Object.entries(schema.properties).map(([name, property]) => [
          name,
          property,
          required.has(name),
        ]),
      };
    }
    default:
      return { kind: "json" };
  }
}

type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object with one property changed; what is undefined is left out, and an object without any is undefined. */
export function withProperty(
  object: unknown,
  name: string,
  value: unknown,
): JsonObject | undefined {
  const { [name]: _before, ...others } = isObject(object) ? object : {};
  const changed = value === undefined ? others : { ...others, [name]: value };
  return Object.keys(changed).length > 0 ? changed : undefined;
}
