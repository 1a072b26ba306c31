import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { isSitePath, sitePath } from "./site-path";

const SITE = "https://os2.example";

const TRICKY_PARTS =
  "/ // \\ /\\ . .. @ : ? # %2f %5c %09 %0d%0a %00 %252f %255c %2e%2e % https: javascript: evil.example os2.example user@ a é ／ 。"
    .split(" ")
    .concat([" ", "\t", "\n", "\r", "\0", "\u2028"]);

/** Strings made mostly of what redirect checks are fooled with. */
const trickyText = fc
  .array(
    fc.oneof(fc.constantFrom(...TRICKY_PARTS), fc.string({ unit: "grapheme", maxLength: 3 })),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));
const tricky = fc.oneof(
  trickyText,
  trickyText.map((text) => `/${text}`),
);

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

describe("isSitePath", () => {
  it("accepts nothing that leads to another site, decoded or not", () => {
    fc.assert(
      fc.property(tricky, (target) => {
        if (!isSitePath(target)) return;
        for (const seen of [target, decoded(target), decoded(decoded(target))]) {
          const path = seen.split(/[?#]/)[0] ?? "";
          expect(new URL(path, SITE).origin).toBe(SITE);
          expect(new URL(path, `${SITE}/some/page`).origin).toBe(SITE);
          expect(path).not.toMatch(/[\r\n\t\\]/);
        }
        expect(new URL(target, SITE).origin).toBe(SITE);
      }),
      { numRuns: 20_000 },
    );
  });

  it("accepts every path of plain segments, with a query", () => {
    const segment = fc.stringMatching(/^[a-z0-9_~-][a-z0-9._~-]*$/);
    fc.assert(
      fc.property(fc.array(segment), fc.webQueryParameters(), (segments, query) => {
        const path = `/${segments.join("/")}${query && `?${query}`}`;
        expect(isSitePath(path)).toBe(true);
      }),
    );
  });

  it.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "/%2f%2fevil.example",
    "/%2fevil.example",
    "/%252fevil.example",
    "/%5cevil.example",
    "/a/..//evil.example",
    "/a/%2e%2e//evil.example",
    "/%5c/..",
    "/a%0d%0aset-cookie:x=y",
    "/%",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    " /settings",
    "",
  ])("refuses %j", (target) => {
    expect(isSitePath(target)).toBe(false);
    expect(sitePath(target)).toBe("/");
  });

  it("refuses what is longer or encoded more often than any address of this site", () => {
    const encoded = (layers: number) => `/%${"25".repeat(layers - 1)}41`;
    expect(isSitePath(encoded(3))).toBe(true);
    expect(isSitePath(encoded(4))).toBe(false);
    expect(isSitePath(encoded(64_000))).toBe(false);
    expect(isSitePath(`/${"a".repeat(2047)}`)).toBe(true);
    expect(isSitePath(`/${"a".repeat(2048)}`)).toBe(false);
  });

  it("decodes at most four times, however often the path is encoded", () => {
    const decodings = vi.spyOn(globalThis, "decodeURIComponent");
    isSitePath(`/%${"25".repeat(1000)}41`);
    expect(decodings.mock.calls.length).toBeLessThanOrEqual(4);
    decodings.mockRestore();
  });

  it.each(["/", "/acme/connectors?error=x#top", "/user/settings", "/caf%C3%A9", "/a?next=//x"])(
    "accepts %j",
    (target) => expect(sitePath(target)).toBe(target),
  );
});

describe("sitePath", () => {
  it("always gives a path that is accepted", () => {
    fc.assert(
      fc.property(tricky, (target) => {
        expect(isSitePath(sitePath(target))).toBe(true);
      }),
    );
  });
});
