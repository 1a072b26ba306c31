import {
  type Connection,
  type ConnectionOptions,
  type RowDataPacket,
  createConnection,
  escapeId,
} from "mysql2/promise";
import { PROGRESS_TABLE } from "../../backend/db/apply-migration.ts";
import { MIGRATIONS_TABLE } from "../../backend/db/migrate.ts";

export interface Contents {
  /** Tables, save those of the migrations. */
  tables: string[];
  hasRows: boolean;
  /** Whether a migration of ours was ever begun. */
  isOurs: boolean;
}

/** The content of a branch of the database. */
export function contentsOf(options: ConnectionOptions): Promise<Contents> {
  return withConnection(options, async (connection) => {
    const all = await tablesOf(connection);
    const tables = all.filter((table) => table !== MIGRATIONS_TABLE && table !== PROGRESS_TABLE);
    const used = await Promise.all(tables.map((table) => hasRows(connection, table)));
    return {
      tables,
      hasRows: used.includes(true),
      isOurs: all.includes(MIGRATIONS_TABLE),
    };
  });
}

async function tablesOf(connection: Connection) {
  const [rows] = await connection.query<RowDataPacket[]>("show tables");
  return rows.map((row) => String(Object.values(row)[0]));
}

async function hasRows(connection: Connection, table: string) {
  const [rows] = await connection.query<RowDataPacket[]>(
    `select 1 from ${escapeId(table)} limit 1`,
  );
  return rows.length > 0;
}

async function withConnection<T>(
  options: ConnectionOptions,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await createConnection(options);
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
