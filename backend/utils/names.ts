/** The longest name, in UTF-16 code units as zod counts them. */
export const NAME_MAX_LENGTH = 100;

/**
 * Characters that show nothing and change nothing beside them: soft hyphen, zero-width space, word joiner and
 * the like. Joiners (U+200C, U+200D), variation selectors and direction marks stay, as words and emoji need them.
 */
const DROPPED = /\u034F|[\u00AD\u200B\u2060-\u2065\u206A-\u206F\uFEFF\uFFF9-\uFFFB]/gu;

/** Control characters, line and paragraph separators, and halves of surrogate pairs. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** These turn the direction of the text after them, also of text that follows the name. */
const BIDI_OVERRIDE = /[\u202A-\u202E\u2066-\u2069]/gu;

/** Spaces, marks, fillers (U+115F, U+3164, U+2800 …) and whatever else shows nothing without a letter. */
const BLANK = /[\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]/u;
/** Unassigned and private characters show at least a box, and arrive with newer emoji. */
const SHOWN_AS_BOX = /[\p{Co}\p{Cn}]/u;

/** The same text in the form in which it is stored: NFC, one space between words, none around them. */
export const normalizeName = (text: string) =>
  text
    .normalize("NFC")
    .replace(DROPPED, "")
    .replace(/\p{Zs}+/gu, " ")
    .trim();

const matches = (pattern: RegExp, text: string) => text.search(pattern) !== -1;

export const hasControl = (text: string) => matches(CONTROL, text);

export const hasBidiOverride = (text: string) => matches(BIDI_OVERRIDE, text);

/** True when a person sees anything where the text stands. */
export const isVisible = (text: string) =>
  Array.from(text).some(
    (character) =>
      !BLANK.test(character) ||
      (SHOWN_AS_BOX.test(character) && !/\p{Default_Ignorable_Code_Point}/u.test(character)),
  );

/**
 * A name that another service gives: made to fit instead of refused.
 * @param fallback for a name that shows nothing.
 */
export function cleanName(text: string, fallback: string): string {
  const name = normalizeName(text.replace(CONTROL, " ").replace(BIDI_OVERRIDE, ""));
  let cut = "";
  for (const { segment } of new Intl.Segmenter("en").segment(name)) {
    if (cut.length + segment.length > NAME_MAX_LENGTH) break;
    cut += segment;
  }
  return isVisible(cut) ? cut.trim() : fallback;
}

/** True when two texts look the same, as when a person types a name that they read on a page. */
export const looksLike = (one: string, other: string) => visiblePart(one) === visiblePart(other);

const visiblePart = (text: string) =>
  normalizeName(text.replace(/\p{Default_Ignorable_Code_Point}/gu, ""));

/** Capital letters that are younger than the Unicode 9 of MySQL, which leaves them as they are. */
const UNKNOWN_TO_MYSQL =
  /[\u1C89\u1C90-\u1CBF\u2C2F\uA7B8-\uA7DC\uA7F5\u{10570}-\u{10595}\u{10D50}-\u{10D65}\u{16E40}-\u{16E5F}\u{16EA0}-\u{16EB8}]/u;

/**
 * A name in lower case, as MySQL computes the unique `name_key`. Only the server can compare names with Ⱥ or Ⱦ:
 * MySQL's lower() cuts their end, as their small letters take a byte more.
 */
export const nameKey = (name: string) =>
  Array.from(name, (character) =>
    UNKNOWN_TO_MYSQL.test(character)
      ? character
      : String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0),
  ).join("");
