import { readMigrationFiles } from "drizzle-orm/migrator";
import {
  type Connection,
  type ConnectionOptions,
  type RowDataPacket,
  createConnection,
} from "mysql2/promise";
import { fileURLToPath } from "node:url";
import { applyMigration, forgetProgress } from "./apply-migration.ts";

/** The migrations of this checkout, as drizzle-kit writes them. */
const MIGRATIONS = fileURLToPath(new URL("../../drizzle", import.meta.url));
/** Drizzle's own table of the migrations that were applied. */
export const MIGRATIONS_TABLE = "__drizzle_migrations";
const LOCK = "os2-migrations";
const LOCK_SECONDS = 60;

/**
 * Brings a database to the schema of this checkout. Two that run at once do it once: the second waits
 * for the first and finds nothing left to do. Run again after it was cut off, it goes on where it was;
 * Drizzle's own migrate would begin the migration anew and meet its tables. Runs in Node over MySQL's own
 * protocol, since the lock needs a connection that lasts.
 */
export function migrateDatabase(options: ConnectionOptions, folder = MIGRATIONS) {
  return withConnection(options, async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>(
      `select get_lock('${LOCK}', ${LOCK_SECONDS}) as locked`,
    );
    if (Number(rows[0]?.locked) !== 1)
      throw new Error(`Another migration of this database has been running for ${LOCK_SECONDS} s.`);
    // Closing the connection releases the lock.
    await connection.query(
      `create table if not exists ${MIGRATIONS_TABLE} (
        id serial primary key,
        hash text not null,
        created_at bigint
      )`,
    );
    for (const migration of await pendingMigrations(connection, folder)) {
      await applyMigration(connection, migration);
      await connection.query(`insert into ${MIGRATIONS_TABLE} (hash, created_at) values (?, ?)`, [
        migration.hash,
        migration.folderMillis,
      ]);
    }
    await forgetProgress(connection);
  });
}

/** How many migrations of this checkout a database has not seen. */
export function countPendingMigrations(
  options: ConnectionOptions,
  folder = MIGRATIONS,
): Promise<number> {
  return withConnection(options, async (connection) => {
    const [tables] = await connection.query<RowDataPacket[]>(
      `show tables like '${MIGRATIONS_TABLE}'`,
    );
    if (tables.length === 0) return readMigrationFiles({ migrationsFolder: folder }).length;
    return (await pendingMigrations(connection, folder)).length;
  });
}

async function pendingMigrations(connection: Connection, folder: string) {
  const last = await lastApplied(connection);
  return readMigrationFiles({ migrationsFolder: folder }).filter(
    ({ folderMillis }) => folderMillis > last,
  );
}

async function lastApplied(connection: Connection) {
  const [rows] = await connection.query<RowDataPacket[]>(
    `select max(created_at) as last from ${MIGRATIONS_TABLE}`,
  );
  return Number(rows[0]?.last ?? 0);
}

async function withConnection<T>(
  options: ConnectionOptions,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await createConnection({ ...options, timezone: "Z" });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
