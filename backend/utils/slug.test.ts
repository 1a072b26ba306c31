import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateSlug, isReservedSlug, SLUG_MAX_LENGTH, SLUG_PATTERN } from "./slug.ts";

describe("generateSlug", () => {
  it.each([
    ["My Organization", /^my-organization-[a-z0-9]{6}$/],
    ["Ada's Café & Straße", /^adas-cafe-strasse-[a-z0-9]{6}$/],
    ["  --  ", /^[a-z0-9]{6}$/],
    ["🚀", /^[a-z0-9]{6}$/],
    ["Łódź 東京 Ørsted", /^lodz-orsted-[a-z0-9]{6}$/],
    ["ﬁne Ｗｉｄｅ", /^fine-wide-[a-z0-9]{6}$/],
    ["a".repeat(300), /^a{41}-[a-z0-9]{6}$/],
    ["settings", /^settings-[a-z0-9]{6}$/],
  ])("%s", (name, expected) => expect(generateSlug(name)).toMatch(expected));

  it("is URL-safe, short enough and not reserved for any name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (name) => {
        const slug = generateSlug(name);
        expect(slug).toMatch(SLUG_PATTERN);
        expect(slug.length).toBeLessThanOrEqual(SLUG_MAX_LENGTH);
        expect(isReservedSlug(slug)).toBe(false);
      }),
    );
  });

  it("differs for the same name", () => {
    const slugs = new Set(Array.from({ length: 1000 }, () => generateSlug("Acme")));
    expect(slugs.size).toBe(1000);
  });
});
