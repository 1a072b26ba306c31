import { expect, it } from "vitest";
import { shapeOf } from "./shape";

it("an answer's shape reads like its type", () => {
  expect(
    shapeOf({
      items: [
        { id: "a", at: null },
        { id: "b", at: null },
      ],
      nextCursor: null,
      more: true,
      of: {},
    }),
  ).toBe(`{
  items: {
    id: string;
    at: null;
  }[];
  nextCursor: null;
  more: boolean;
  of: {};
}`);
  expect(shapeOf([])).toBe("unknown[]");
  expect(shapeOf([1, "a", 2])).toBe("(number | string)[]");
  expect(shapeOf(undefined)).toBe("void");
});
