import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { countPinned, unpinned } from "./audit.ts";

const lockfile = await readFile("pnpm-lock.yaml", "utf8");

describe("the lockfile", () => {
  it("pins every package by its content", () => {
    expect(unpinned(lockfile)).toEqual([]);
    expect(countPinned(lockfile)).toBeGreaterThan(400);
  });

  it.each([
    [
      "has another hash",
      (text: string) => text.replace("{integrity: sha512-", "{integrity: sha1-"),
    ],
    [
      "comes from an address",
      (text: string) => text.replace("{integrity:", "{tarball: https://x, integrity:"),
    ],
  ])("is found fault with when a package %s", (_, tamper) => {
    expect(unpinned(tamper(lockfile))).toHaveLength(1);
  });
});
