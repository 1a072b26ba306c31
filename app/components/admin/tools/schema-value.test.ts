import { describe, expect, it } from "vitest";
import { controlFor, withProperty } from "./schema-value";

describe("the control for a schema", () => {
  it.each([
    [{ type: "string" }, { kind: "text" }],
    [
      { type: "string", enum: ["a", "b"] },
      { kind: "choice", options: ["a", "b"] },
    ],
    [
      { type: "string", const: "a" },
      { kind: "choice", options: ["a"] },
    ],
    [{ type: "boolean" }, { kind: "choice", options: [true, false] }],
    [{ type: "integer" }, { kind: "number" }],
    [
      { type: "array", items: { type: "string" } },
      { kind: "array", items: { type: "string" } },
    ],
    [
      { type: "object", properties: { a: { type: "string" }, b: {} }, required: ["a"] },
      {
        kind: "object",
        properties: [
          ["a", { type: "string" }, true],
          ["b", {}, false],
        ],
      },
    ],
    [{ type: "object" }, { kind: "json" }],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, { kind: "json" }],
    [{}, { kind: "json" }],
  ])("%j is %j", (schema, control) => {
    expect(controlFor(schema)).toEqual(control);
  });
});

describe("changing a property", () => {
  it("adds, replaces and leaves out", () => {
    expect(withProperty(undefined, "a", 1)).toEqual({ a: 1 });
    expect(withProperty({ a: 1, b: 2 }, "a", 3)).toEqual({ a: 3, b: 2 });
    expect(withProperty({ a: 1, b: 2 }, "a", undefined)).toEqual({ b: 2 });
    expect(withProperty({ a: 1 }, "a", undefined)).toBeUndefined();
  });
});
