/** What spreadsheets take for the beginning of a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Quoted, so that a comma, a quote or a line break stays within its cell, and never run as a formula. */
function cell(value: string): string {
  const text = FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}

/** A line of a CSV file (RFC 4180), with its end. */
export const csvLine = (values: (string | null | undefined)[]) =>
  `${values.map((value) => cell(value ?? "")).join(",")}\r\n`;
