import type { Answer, Row } from "./connections.ts";
import { TabletError } from "./errors.ts";
import { fieldOf } from "./field-types.ts";

/**
 * The `result` of an answer, as JSON text: `fields` and `rows` of a query, or what a change did.
 * Written by hand, because a list page is hundreds of values and each statement passes here.
 *
 * @throws {TabletError} for more rows than maxRows.
 */
export function resultJson(answer: Answer, maxRows: number) {
  if ("change" in answer) {
    const { affectedRows, insertId } = answer.change;
    return JSON.stringify({
      rowsAffected: affectedRows ? String(affectedRows) : undefined,
      insertId: insertId ? String(insertId) : undefined,
    });
  }
  if (answer.rows.length > maxRows)
    throw new TabletError("Aborted", `Row count exceeded ${maxRows}`);
  const fields = JSON.stringify(answer.columns.map(fieldOf));
  if (answer.rows.length === 0) return `{"fields":${fields}}`;

  let rows = "";
  for (const row of answer.rows) rows += rows === "" ? rowJson(row) : `,${rowJson(row)}`;
  return `{"fields":${fields},"rows":[${rows}]}`;
}

/** Where a row's values are laid end to end before they are encoded; grows to the largest row. */
let scratch = Buffer.allocUnsafe(64 * 1024);

/** The lengths of a row's values in bytes, -1 for NULL, and the values one after the other in base64. */
function rowJson(row: Row) {
  let lengths = "";
  let size = 0;
  for (const value of row) {
    if (lengths !== "") lengths += ",";
    if (value === null) {
      lengths += '"-1"';
      continue;
    }
    lengths += `"${value.length}"`;
    const end = size + value.length;
    if (end > scratch.length)
      scratch = Buffer.concat([scratch.subarray(0, size)], Math.max(end, 2 * scratch.length));
    value.copy(scratch, size);
    size = end;
  }
  if (size === 0) return `{"lengths":[${lengths}]}`;
  return `{"lengths":[${lengths}],"values":"${scratch.toString("base64", 0, size)}"}`;
}
