/** URL segments that Cloudflare or the app itself answers, and so can't be an organization's slug. */
const RESERVED_FIRST_SEGMENTS = [
  // Cloudflare's, in front of every worker.
  ".well-known",
  "cdn-cgi",
  "_build",
  "_serverfn",
  "admin",
  "api",
  "assets",
  "favicon",
  "favicon.ico",
  "favicon.svg",
  "invitations",
  "login",
  "logout",
  "manifest",
  "new-organization",
  "robots",
  "robots.txt",
  "sitemap",
  "user",
];

/** Pages of an organization, and so can't be an instance's slug. */
const RESERVED_UNDER_ORGANIZATION = ["connectors", "new-instance", "settings", "team"];

const RESERVED = new Set([...RESERVED_FIRST_SEGMENTS, ...RESERVED_UNDER_ORGANIZATION]);

/** How long no other organization may take a slug that one gave up or was deleted with. */
export const SLUG_RESERVED_MS = 90 * 24 * 60 * 60 * 1000;

export const SLUG_MAX_LENGTH = 48;
const SUFFIX_LENGTH = 6;
const SUFFIX_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

export const isReservedSlug = (slug: string) => RESERVED.has(slug);

/** What a slug looks like: lower-case ASCII words joined by single dashes. */
export const SLUG_PATTERN = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * A URL-safe slug: the transliterated name and a random suffix, `my-organization-a1b2c3`.
 * At most 48 characters; never a reserved word. A name without any usable letter gives just the suffix.
 */
export function generateSlug(name: string): string {
  const words = transliterate(name)
    .slice(0, SLUG_MAX_LENGTH - SUFFIX_LENGTH - 1)
    .replace(/-+$/, "");
  return words ? `${words}-${randomSuffix()}` : randomSuffix();
}

/** Letters that Unicode does not take apart into an ASCII letter and a mark. */
const LETTERS: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ı: "i",
  ŋ: "ng",
  ħ: "h",
  ŧ: "t",
};

function transliterate(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .replace(/\P{ASCII}/gu, (letter) => LETTERS[letter] ?? " ")
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

function randomSuffix(): string {
  for (;;) {
    const bytes = crypto.getRandomValues(new Uint8Array(SUFFIX_LENGTH));
    // 256 is not a multiple of 36: the slight bias does not matter, the index decides on uniqueness.
    const suffix = Array.from(bytes, (byte) => SUFFIX_ALPHABET[byte % SUFFIX_ALPHABET.length]).join(
      "",
    );
    if (!RESERVED.has(suffix)) return suffix;
  }
}
