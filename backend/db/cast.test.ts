import { cast as driverCast, type Field } from "@planetscale/database";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cast } from "./cast.ts";

/** As the driver hands it over: a character for each byte of the UTF-8. */
const bytes = (text: string) => Buffer.from(text).toString("latin1");

const field = (type: string, charset = 255): Field => ({ name: "value", type, charset });

const TYPES = [
  "VARCHAR",
  "CHAR",
  "TEXT",
  "ENUM",
  "BLOB",
  "VARBINARY",
  "DATETIME",
  "DECIMAL",
  "INT64",
];

describe("cast", () => {
  it("gives what the driver's own gives, for any text in any type", () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }));
    fc.assert(
      fc.property(
        text,
        fc.constantFrom(...TYPES),
        fc.constantFrom(255, 63),
        (value, type, charset) => {
          const of = field(type, charset);
          expect(cast(of, bytes(value))).toEqual(driverCast(of, bytes(value)));
        },
      ),
    );
  });

  it("reads JSON of any kind", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(cast(field("JSON"), bytes(JSON.stringify(value)))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });

  it("keeps NULL, and counts in numbers", () => {
    expect(cast(field("VARCHAR"), null)).toBeNull();
    expect(cast(field("JSON"), null)).toBeNull();
    expect(cast(field("INT32"), "42")).toBe(42);
    expect(cast(field("INT64"), "9007199254740993")).toBe("9007199254740993");
  });
});
