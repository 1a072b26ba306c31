import { type Cast, cast as driverCast } from "@planetscale/database";

/** A text with a binary collation, as every id is, comes as binary, and with the charset of a text. */
const TEXT_TYPES = new Set([
  "VARCHAR",
  "VARBINARY",
  "CHAR",
  "BINARY",
  "TEXT",
  "BLOB",
  "ENUM",
  "SET",
]);
const BINARY_CHARSET = 63;
const NOT_ASCII = /[^\0-\x7f]/;

/**
 * What the driver makes of a value, without the detour for the most frequent kind. A value arrives as a
 * string with a character for each byte; the driver copies every text into an array and decodes that
 * as UTF-8, which for ASCII gives the same string back.
 */
export const cast: Cast = (field, value) => {
  if (value === null || NOT_ASCII.test(value)) return driverCast(field, value);
  if (field.type === "JSON") return JSON.parse(value);
  if (TEXT_TYPES.has(field.type) && field.charset !== BINARY_CHARSET) return value;
  return driverCast(field, value);
};
