import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { PERMISSIONS } from "../rehearsal/cloudflare.ts";
import { ACCESSES, PREVIEW_ACCESSES } from "../rehearsal/accesses.ts";

/** The rows of a table in docs/deploy.md: what it names, and whether production and previews need it. */
async function rows(first: RegExp) {
  const page = await readFile("docs/deploy.md", "utf8");
  const cells = page.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  return cells.flatMap(([, name = "", production, previews]) => {
    const [, what] = first.exec(name) ?? [];
    return what ? [{ what, production: production === "yes", previews: previews === "yes" }] : [];
  });
}

const named = (table: Awaited<ReturnType<typeof rows>>, column: "production" | "previews") =>
  table.filter((row) => row[column]).map(({ what }) => what);

// The stand-ins refuse whatever a token is not allowed, and the rehearsal gets by with these.

test("docs/deploy.md lists the accesses of PlanetScale that a deploy takes, and no other", async () => {
  const table = await rows(/^`(\w+)`$/);
  const accesses = table.filter(({ what }) => /^[a-z]+_[a-z_]+$/.test(what));
  expect(named(accesses, "production").toSorted()).toEqual([...ACCESSES].toSorted());
  expect(named(accesses, "previews").toSorted()).toEqual([...PREVIEW_ACCESSES].toSorted());
});

test("docs/deploy.md lists the permissions of Cloudflare that a deploy takes, and no other", async () => {
  const table = await rows(/^(?:Account|Zone) → (.+) → (?:Edit|Read)$/);
  expect(named(table, "production")).toEqual([...PERMISSIONS]);
});
