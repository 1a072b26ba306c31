import type { Connection, RowDataPacket } from "mysql2/promise";

const DROPPED = /(?<=\bDROP FOREIGN KEY `)\w+(?=`)/gi;

/**
 * A statement of a migration with the names that foreign keys have in this database, where it drops one.
 *
 * A deploy request gives the foreign keys of each table that it touches other names, so what drizzle-kit wrote
 * is right only as long as there was none: https://planetscale.com/docs/vitess/foreign-key-constraints
 */
export async function withForeignKeyNames(connection: Connection, statement: string) {
  if (statement.search(DROPPED) === -1) return statement;
  const renamed = await renamedForeignKeys(connection);
  return statement.replaceAll(DROPPED, (name) => renamed.get(name) ?? name);
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
