import { createConnection, type RowDataPacket } from "mysql2/promise";
import { expect, inject, it } from "vitest";
import { machineNameInput, reasonInput } from "../trpc/inputs.ts";
import { cleanName, looksLike, NAME_MAX_LENGTH, nameKey } from "./names.ts";

const stored = (name: string) => machineNameInput.parse({ name }).name;
const isRefused = (name: string) => !machineNameInput.safeParse({ name }).success;

it.each([
  ["e and an accent", "Cafe\u0301", "Café"],
  ["two spaces", "Acme  Labs", "Acme Labs"],
  ["no-break, ideographic and thin spaces", "\u3000Acme\u00a0\u2009Labs ", "Acme Labs"],
  ["a zero-width space", "Acme\u200bLabs", "AcmeLabs"],
  ["a soft hyphen and a byte order mark", "\ufeffAc\u00adme", "Acme"],
  ["an emoji with joiners", "👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"],
  ["an emoji with a variation selector", "❤️", "❤️"],
  ["a flag of tags", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
  ["a word with a non-joiner", "می‌خواهم", "می‌خواهم"],
  ["a word with a joiner", "शक्‍ति", "शक्‍ति"],
])("stores %s as people read it", (_, name, expected) => {
  expect(stored(name)).toBe(expected);
});

const BLANKS = [
  "\u00ad \u034f \u0301 \u115f \u1160 \u17b4 \u180e \u200b \u200d \u200e \u2060 \u2800 \u3164",
  "\ufe0f \ufeff \uffa0 \u{1d159} \u{e0061} \u0d4d",
].flatMap((line) => line.split(" "));

it("refuses what shows nothing", () => {
  expect([...BLANKS, "", " \u00a0", BLANKS.join("")].filter((name) => !isRefused(name))).toEqual(
    [],
  );
});

it("refuses control characters and what turns the direction of the text", () => {
  const bidi = Array.from("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069");
  const refused = ["\0", "\n", "\u0085", "\u2028", "\ud800", ...bidi];
  expect(refused.filter((character) => !isRefused(`a${character}b`))).toEqual([]);
});

it("asks of a reason what it asks of a name, but for line breaks", () => {
  const isReason = (reason: string) => reasonInput.safeParse({ reason }).success;
  expect(isReason("Spam.\nTwice, by e\u0301lise.")).toBe(true);
  expect(reasonInput.parse({ reason: "Spam.\r\n\r\nTwice" }).reason).toBe("Spam.\n\nTwice");
  expect(["\u200b", "\u3164", "a\u202eb", "a\0b"].filter(isReason)).toEqual([]);
});

it("makes a name of another service fit", () => {
  expect(cleanName("  Ada\n\u202eLove\u200blace\0", "ada@example.com")).toBe("Ada Lovelace");
  for (const blank of ["", ...BLANKS, "\n", "\u202e", "\ud800"])
    expect(cleanName(blank, "ada@example.com")).toBe("ada@example.com");
  expect(cleanName("a".repeat(1000), "")).toBe("a".repeat(NAME_MAX_LENGTH));
  // Never half an emoji.
  expect(cleanName(`${"a".repeat(95)}👩‍👩‍👧‍👦`, "")).toBe("a".repeat(95));
  for (const name of [`a${"\u0301".repeat(300)}`, "\u0301".repeat(300), "👩‍👩‍👧‍👦".repeat(20)])
    expect(isRefused(cleanName(name, "ada@example.com"))).toBe(false);
});

it("takes what a person reads off the page for the name, and no other text", () => {
  expect(looksLike("Acme  Labs", "Acme Labs")).toBe(true);
  expect(looksLike("Acme\u00a0\u200eLabs", "Acme Labs")).toBe(true);
  expect(looksLike("Cafe\u0301", "Café")).toBe(true);
  expect(looksLike("می‌خواهم", "میخواهم")).toBe(true);
  for (const other of ["acme", "Acme2", "Acmé", ""]) expect(looksLike("Acme", other)).toBe(false);
});

it("tells names apart as the database does, character by character", async () => {
  const characters: string[] = [];
  for (let code = 1; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    const hasCase = character.toLowerCase() !== character || character.toUpperCase() !== character;
    // Those two end up empty in MySQL: their small letters take a byte more.
    if (hasCase && !/[ȺȾ]/.test(character)) characters.push(character);
  }
  const connection = await createConnection({
    socketPath: inject("mysql").socketPath,
    user: "root",
    charset: "utf8mb4_0900_ai_ci",
  });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(
      "select name, lower(name) as name_key from json_table(?, '$[*]' columns (name varchar(100) character set utf8mb4 collate utf8mb4_0900_ai_ci path '$')) as names",
      [JSON.stringify([...characters, "ΟΔΟΣ", "Straße", "パパ", "İZMİR"])],
    );
    const differing = rows.filter(({ name, name_key }) => nameKey(String(name)) !== name_key);
    expect(rows.length).toBeGreaterThan(2000);
    expect(differing).toEqual([]);
  } finally {
    await connection.end();
  }
});
