import type { MigrationMeta } from "drizzle-orm/migrator";
import type { Connection, QueryError, RowDataPacket } from "mysql2/promise";
import { createHash } from "node:crypto";
import { withForeignKeyNames } from "./foreign-key-names.ts";
import { isOutage } from "./outages.ts";

/** It exists only while a database is migrated, and after a migration that did not get through. */
export const PROGRESS_TABLE = "migration_progress";

/** How MySQL refuses to make what is there, to drop or rename what is gone. */
const DONE_ALREADY: ReadonlySet<number> = new Set([
  1050, 1051, 1054, 1060, 1061, 1068, 1091, 1146, 1176, 1826, 3821, 3822, 3940,
]);

/**
 * Runs the statements of a migration. MySQL can't take back DDL, so how far it came is written down at each
 * step, and a run after one that was cut off goes on there.
 *
 * The statement that ran when it was cut off was done in full or not at all. It is run again, and may then be
 * refused as done already.
 */
export async function applyMigration(
  connection: Connection,
  { folderMillis, sql }: MigrationMeta,
): Promise<void> {
  await connection.query(
    `create table if not exists ${PROGRESS_TABLE} (
      migration bigint primary key,
      statements int not null,
      checksum char(64) not null,
      is_running boolean not null
    )`,
  );
  const write = (statements: number, isRunning: boolean) =>
    connection.query(`replace into ${PROGRESS_TABLE} values (?, ?, ?, ?)`, [
      folderMillis,
      statements,
      checksumOf(sql.slice(0, statements)),
      isRunning,
    ]);

  const [rows] = await connection.query<RowDataPacket[]>(
    `select statements, checksum, is_running from ${PROGRESS_TABLE} where migration = ?`,
    [folderMillis],
  );
  const done = Number(rows[0]?.statements ?? 0);
  let mayBeDone = Boolean(rows[0]?.is_running);
  if (rows[0] && rows[0].checksum !== checksumOf(sql.slice(0, done)))
    throw new Error(
      `A migration was not finished, and its first ${done} statements are no longer those that were run.`,
    );

  for (const [index, statement] of sql.entries()) {
    if (index < done) continue;
    await write(index, true);
    try {
      await connection.query(await withForeignKeyNames(connection, statement));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (!(mayBeDone && DONE_ALREADY.has(error.errno))) {
        await write(index, false);
        throw new Error(`A migration failed at: ${statement.trim()}`, { cause: error });
      }
    }
    mayBeDone = false;
  }
}

export async function forgetProgress(connection: Connection) {
  await connection.query(`drop table if exists ${PROGRESS_TABLE}`);
}

const checksumOf = (statements: string[]) =>
  createHash("sha256").update(statements.join(";")).digest("hex");

/** An answer of the database's own. After a lost connection it is open whether the statement was done. */
const isRefusal = (error: unknown): error is QueryError & { errno: number } =>
  error instanceof Error &&
  "sqlState" in error &&
  "errno" in error &&
  typeof error.errno === "number" &&
  !isOutage(error.message);
