import { createHash, randomBytes } from "node:crypto";
import { type Connection, createConnection, escapeId, type RowDataPacket } from "mysql2/promise";
import { MIGRATIONS_TABLE } from "../../backend/db/migrate.ts";

const FOREIGN_KEY_NAME = /CONSTRAINT `(\w+)` FOREIGN KEY/g;
/** Vitess puts an underscore and this many digits of base 36 behind a name, within MySQL's 64 characters. */
const SUFFIX_LENGTH = 25;
const MAX_NAME_LENGTH = 64;

/** The branches of a database as PlanetScale has them, each a database of its own on one local MySQL server. */
export class BranchDatabases {
  /** A branch's database is called this, an underscore, and the branch's name. */
  readonly prefix = `ps${randomBytes(4).toString("hex")}`;
  readonly #mysql: Connection;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(mysql: Connection) {
    this.#mysql = mysql;
  }

  /** @param socketPath of a server where root has no password. */
  static async connect(socketPath: string) {
    return new BranchDatabases(
      await createConnection({ socketPath, user: "root", multipleStatements: true }),
    );
  }

  nameOf(branch: string) {
    return `${this.prefix}_${branch}`;
  }

  /** Runs a statement on a branch as root, past every rule, when those before it are done. */
  query(branch: string, sql: string, values: unknown[] = []): Promise<RowDataPacket[]> {
    const rows = this.#last.then(async () => {
      await this.#mysql.query(`use ${escapeId(this.nameOf(branch))}`);
      return (await this.#mysql.query<RowDataPacket[]>(sql, values))[0];
    });
    this.#last = rows.catch(() => {});
    return rows;
  }

  async create(branch: string) {
    await this.#mysql.query(`create database ${escapeId(this.nameOf(branch))}`);
  }

  async drop(branch: string) {
    await this.#mysql.query(`drop database ${escapeId(this.nameOf(branch))}`);
  }

  async createAccount(branch: string, privileges: string, account: Account) {
    const { username, password } = account;
    await this.#mysql.query("create user ? identified by ?", [username, password]);
    const database = escapeId(this.nameOf(branch));
    await this.#mysql.query(`grant ${privileges} on ${database}.* to ?`, [username]);
  }

  async dropAccount(username: string) {
    await this.#mysql.query("drop user ?", [username]);
  }

  close() {
    return this.#mysql.end();
  }

  async isEmpty(branch: string) {
    return (await this.#tables(branch)).size === 0;
  }

  /**
   * Gives `to` the tables of `from` as they are defined there. The rows that `to` has stay.
   * @param deployment of the deploy request that does it, which names the foreign keys anew
   * (https://planetscale.com/docs/vitess/foreign-key-constraints); without it they keep their names.
   */
  async copyTables(from: string, to: string, deployment?: number) {
    const present = await this.#tables(to);
    await this.query(to, "set foreign_key_checks = 0");
    for (const [table, definition] of await this.#tables(from)) {
      const named = deployment ? withOtherNames(definition, deployment) : definition;
      const current = present.get(table);
      if (!current) await this.query(to, named);
      else if (withoutNames(definition) !== withoutNames(current))
        await this.#redefine(to, table, named);
    }
    await this.query(to, "set foreign_key_checks = 1");
  }

  /** The notes of which migrations were applied to a branch. */
  async notes(branch: string): Promise<RowDataPacket[]> {
    const tables = await this.#tables(branch);
    return tables.has(MIGRATIONS_TABLE)
      ? this.query(branch, `select * from ${MIGRATIONS_TABLE}`)
      : [];
  }

  async writeNotes(branch: string, notes: RowDataPacket[]) {
    for (const note of notes)
      await this.query(branch, `replace into ${MIGRATIONS_TABLE} set ?`, [note]);
  }

  async #redefine(branch: string, table: string, definition: string) {
    const name = escapeId(table);
    const columns = async () => {
      const rows = await this.query(branch, `show columns from ${name}`);
      return rows
        .filter(({ Extra }) => !String(Extra).includes("GENERATED"))
        .map(({ Field }) => String(Field));
    };
    const before = await columns();
    await this.query(branch, `create table _rows as select * from ${name}; drop table ${name}`);
    await this.query(branch, definition);
    const common = (await columns()).filter((column) => before.includes(column));
    const kept = common.map((column) => escapeId(column)).join();
    await this.query(
      branch,
      `insert into ${name} (${kept}) select ${kept} from _rows; drop table _rows`,
    );
  }

  /** The tables of a branch with the statements that create them. */
  async #tables(branch: string): Promise<Map<string, string>> {
    const tables = new Map<string, string>();
    for (const row of await this.query(branch, "show tables")) {
      const table = String(Object.values(row)[0]);
      const [created] = await this.query(branch, `show create table ${escapeId(table)}`);
      tables.set(table, String(created?.["Create Table"]).replace(/ AUTO_INCREMENT=\d+/, ""));
    }
    return tables;
  }
}

const foreignKeyNames = (definition: string) =>
  [...definition.matchAll(FOREIGN_KEY_NAME)].map(([, name = ""]) => name);

/** A foreign key and the index that MySQL makes for it, which has its name, are called otherwise. */
function withOtherNames(definition: string, deployment: number) {
  let named = definition;
  for (const name of foreignKeyNames(definition)) {
    const hash = createHash("sha256").update(`${deployment} ${name}`).digest("hex");
    const suffix = BigInt(`0x${hash}`).toString(36).slice(0, SUFFIX_LENGTH);
    const kept = name.replace(/_\w{25}$/, "").slice(0, MAX_NAME_LENGTH - SUFFIX_LENGTH - 1);
    named = named.replaceAll(`\`${name}\``, `\`${kept}_${suffix}\``);
  }
  return named;
}

/** A definition without the names of its foreign keys, to compare two of them. */
function withoutNames(definition: string) {
  let anonymous = definition;
  for (const name of foreignKeyNames(definition))
    anonymous = anonymous.replaceAll(`\`${name}\``, "");
  const lines = anonymous.split("\n").map((line) => line.replace(/,$/, ""));
  return lines.toSorted().join("\n");
}

export interface Account {
  username: string;
  password: string;
}
