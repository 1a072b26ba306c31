import { connect } from "@planetscale/database";
import { env } from "./client.ts";

// For what the API can't do or tell, rightly: to let time pass, to make a platform admin, to look for
// rows that should not be there. Through the stack's gateway, as the app.

const connection = connect({ url: env.PSCALE_DATABASE_URL });

type Parameters = (string | number | null)[];

export const execute = (sql: string, parameters: Parameters = []) =>
  connection.execute(sql, parameters);

/** The one number that a `select count(*)` answers. */
export async function countRows(sql: string, parameters: Parameters = []): Promise<number> {
  const { rows } = await connection.execute(sql, parameters, { as: "array" });
  const [row] = rows;
  return Array.isArray(row) ? Number(row[0]) : NaN;
}
