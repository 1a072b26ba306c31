import type { VirtualRouteNode } from "@tanstack/virtual-file-routes";
import fc from "fast-check";
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { routes } from "../../app/routes.ts";
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

/** The segments of the pages right below `nodes`, through layouts that add none. */
const segmentsBelow = (nodes: VirtualRouteNode[] = []): string[] =>
  nodes.flatMap((node) => {
    const [segment] = "path" in node ? (node.path ?? "").split("/").filter(Boolean) : [];
    if (segment) return [segment];
    return "children" in node ? segmentsBelow(node.children) : [];
  });

const find = (nodes: VirtualRouteNode[] = [], path: string): VirtualRouteNode | undefined => {
  for (const node of nodes) {
    if ("path" in node && node.path === path) return node;
    const below = "children" in node ? find(node.children, path) : undefined;
    if (below) return below;
  }
  return undefined;
};

const notReserved = (segments: string[]) =>
  segments.filter((segment) => !segment.startsWith("$") && !isReservedSlug(segment));

describe("reserved slugs", () => {
  it("are the first segments of all pages", () => {
    const segments = segmentsBelow(routes.children);
    expect(segments).toContain("login");
    expect(notReserved(segments)).toEqual([]);
  });

  it("are the pages of an organization, beside its instances", () => {
    const organization = find(routes.children, "/$organizationSlug");
    const segments = segmentsBelow(
      organization && "children" in organization ? organization.children : [],
    );
    expect(segments).toContain("team");
    expect(notReserved(segments)).toEqual([]);
  });

  it("are the static files, and what the build, the server and Cloudflare answer", () => {
    const files = readdirSync("public").filter((file) => file !== "_headers");
    expect(files).toContain("robots.txt");
    const others = ["api", "assets", "_serverfn", "_build", "cdn-cgi", ".well-known"];
    expect(notReserved([...files, ...others])).toEqual([]);
  });
});
