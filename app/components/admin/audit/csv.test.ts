import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine } from "./csv";

describe("a line of CSV", () => {
  it("keeps commas, quotes and line breaks in their cells", () => {
    expect(csvLine(['a "quoted" word', "one, two", "first\nsecond", null])).toBe(
      '"a ""quoted"" word","one, two","first\nsecond",""\r\n',
    );
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])(
    "gives %j to no spreadsheet as a formula",
    (value) => {
      expect(csvLine([value])).toBe(`"'${value}"\r\n`);
    },
  );

  it("is read back as it was written, whatever is in it", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (values) => {
        const read = [...csvLine(values).matchAll(/"((?:[^"]|"")*)"(?:,|\r\n)/g)].map(
          ([, text = ""]) => text.replaceAll('""', '"'),
        );
        expect(read.map((text, i) => (text === values[i] ? text : text.replace(/^'/, "")))).toEqual(
          values,
        );
      }),
    );
  });
});
