import { Client } from "@planetscale/database";
import { drizzle } from "drizzle-orm/planetscale-serverless";
import type { Database } from "../../backend/db/client.ts";
import * as schema from "../../backend/db/schema.ts";
import { env } from "./client.ts";

// For what the API can't do or tell, rightly: to let time pass, to make a platform admin, to look for
// rows that should not be there. Through the stack's gateway, as the app.

const client = new Client({ url: env.PSCALE_DATABASE_URL });

/** The stack's database, by the app's own schema. */
export const database: Database = drizzle({ client, schema });

type Parameters = (string | number | null)[];

export const execute = (sql: string, parameters: Parameters = []) =>
  client.execute(sql, parameters);

/** The one number that a `select count(*)` answers. */
export async function countRows(sql: string, parameters: Parameters = []): Promise<number> {
  const { rows } = await client.execute(sql, parameters, { as: "array" });
  const [row] = rows;
  return Array.isArray(row) ? Number(row[0]) : NaN;
}
