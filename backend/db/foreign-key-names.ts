import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Connection, RowDataPacket } from "mysql2/promise";

const DROPPED = /(?<=\bDROP FOREIGN KEY `)\w+(?=`)/gi;

/**
 * Gives `work` the migrations with the names that foreign keys have in this database, where they drop one.
 *
 * A deploy request gives the foreign keys of each table that it touches other names, so what drizzle-kit wrote
 * is right only as long as there was none: https://planetscale.com/docs/vitess/foreign-key-constraints
 *
 * @param folder the migrations as drizzle-kit wrote them. They are not changed.
 */
export async function withForeignKeyNames<T>(
  connection: Connection,
  folder: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const renamed = await renamedForeignKeys(connection);
  if (renamed.size === 0) return work(folder);
  const copy = await mkdtemp(path.join(tmpdir(), "os2-migrations-"));
  try {
    await cp(folder, copy, { recursive: true });
    for (const file of await readdir(copy)) {
      if (!file.endsWith(".sql")) continue;
      const sql = await readFile(path.join(copy, file), "utf8");
      await writeFile(
        path.join(copy, file),
        sql.replaceAll(DROPPED, (name) => renamed.get(name) ?? name),
      );
    }
    return await work(copy);
  } finally {
    await rm(copy, { recursive: true });
  }
}

/** The foreign keys that are not called as drizzle-kit would: its name, and theirs. */
async function renamedForeignKeys(connection: Connection) {
  const [rows] = await connection.query<RowDataPacket[]>(
    `select constraint_name as name, table_name as child, referenced_table_name as parent,
       group_concat(column_name order by ordinal_position separator '_') as columns,
       group_concat(referenced_column_name order by ordinal_position separator '_') as parent_columns
     from information_schema.key_column_usage
     where table_schema = database() and referenced_table_name is not null
     group by constraint_name, table_name, referenced_table_name`,
  );
  const names = rows.map(
    ({ name, child, parent, columns, parent_columns }) =>
      [[child, columns, parent, parent_columns, "fk"].join("_"), String(name)] as const,
  );
  return new Map(names.filter(([given, actual]) => given !== actual));
}
