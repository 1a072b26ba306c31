import { drizzle } from "drizzle-orm/mysql2";
import { migrate } from "drizzle-orm/mysql2/migrator";
import { type ConnectionOptions, createConnection } from "mysql2/promise";
import { fileURLToPath } from "node:url";

const MIGRATIONS = fileURLToPath(new URL("../../drizzle", import.meta.url));
const LOCK = "os2-migrations";
const LOCK_SECONDS = 60;

/**
 * Brings a database to the schema of this checkout. Two that run at once do it once: the second waits
 * for the first and finds nothing left to do. Runs in Node over MySQL's own protocol, since the lock
 * needs a connection that lasts.
 */
export async function migrateDatabase(options: ConnectionOptions) {
  const connection = await createConnection({ ...options, timezone: "Z" });
  try {
    const [rows] = await connection.query(`select get_lock('${LOCK}', ${LOCK_SECONDS}) as locked`);
    if (!Array.isArray(rows) || !rows.some((row) => "locked" in row && Number(row.locked) === 1))
      throw new Error(`Another migration of this database has been running for ${LOCK_SECONDS} s.`);
    await migrate(drizzle(connection), { migrationsFolder: MIGRATIONS });
  } finally {
    // Closing the connection releases the lock.
    await connection.end();
  }
}
