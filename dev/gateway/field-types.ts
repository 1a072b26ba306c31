import type { FieldPacket } from "mysql2";

/**
 * MySQL's column definitions as the fields of the HTTP protocol, whose types are those of Vitess.
 *
 * @see https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html
 * @see https://github.com/vitessio/vitess/blob/main/proto/query.proto
 */

const UNSIGNED_FLAG = 1 << 5;
const BINARY_FLAG = 1 << 7;
const ENUM_FLAG = 1 << 8;
const SET_FLAG = 1 << 11;
/** Not sent by MySQL: its client library sets it for numeric columns, and Vitess does the same. */
const NUM_FLAG = 1 << 15;

const BINARY_CHARSET = 63;

/** JSON is sent as one of the BLOB types; its own number is what tells it apart. */
const JSON_COLUMN = 245;

const NUMERIC_COLUMNS = new Set([0, 1, 2, 3, 4, 5, 6, 8, 9, 13, 246]);

/**
 * One element of an answer's `fields`. As in the JSON form of protocol buffers, zero values are left out.
 */
export function fieldOf(column: FieldPacket) {
  const columnType = column.columnType ?? 0;
  const flags = typeof column.flags === "number" ? column.flags : 0;
  return {
    name: column.name,
    type: typeOf(columnType, flags) || undefined,
    table: column.table || undefined,
    orgTable: column.orgTable || undefined,
    database: column.schema || undefined,
    orgName: column.orgName || undefined,
    columnLength: column.columnLength || undefined,
    charset: (columnType === JSON_COLUMN ? BINARY_CHARSET : column.characterSet) || undefined,
    decimals: column.decimals || undefined,
    flags: (NUMERIC_COLUMNS.has(columnType) ? flags | NUM_FLAG : flags) || undefined,
  };
}

/** The name of a Vitess type; empty for NULL, which is the zero of its enum. */
function typeOf(columnType: number, flags: number) {
  const sign = flags & UNSIGNED_FLAG ? "U" : "";
  const binary = (flags & BINARY_FLAG) !== 0;
  switch (columnType) {
    case 1:
      return `${sign}INT8`;
    case 2:
      return `${sign}INT16`;
    case 3:
      return `${sign}INT32`;
    case 4:
      return "FLOAT32";
    case 5:
      return "FLOAT64";
    case 6:
      return "";
    case 7:
    case 17:
      return "TIMESTAMP";
    case 8:
      return `${sign}INT64`;
    case 9:
      return `${sign}INT24`;
    case 10:
    case 14:
      return "DATE";
    case 11:
    case 19:
      return "TIME";
    case 12:
    case 18:
      return "DATETIME";
    case 13:
      return "YEAR";
    case 16:
      return "BIT";
    case 0:
    case 246:
      return "DECIMAL";
    case 242:
      return "VECTOR";
    case JSON_COLUMN:
      return "JSON";
    case 249:
    case 250:
    case 251:
    case 252:
      return binary ? "BLOB" : "TEXT";
    case 15:
    case 253:
      return binary ? "VARBINARY" : "VARCHAR";
    case 254:
      if (flags & ENUM_FLAG) return "ENUM";
      if (flags & SET_FLAG) return "SET";
      return binary ? "BINARY" : "CHAR";
    case 255:
      return "GEOMETRY";
    default:
      return "VARCHAR";
  }
}
