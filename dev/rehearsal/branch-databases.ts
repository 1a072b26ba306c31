import { randomBytes } from "node:crypto";
import { type Connection, createConnection, escapeId, type RowDataPacket } from "mysql2/promise";
import { MIGRATIONS_TABLE } from "../../backend/db/migrate.ts";

/** The branches of a database as PlanetScale has them, each a database of its own on one local MySQL server. */
export class BranchDatabases {
  /** A branch's database is called this, an underscore, and the branch's name. */
  readonly prefix = `ps${randomBytes(4).toString("hex")}`;
  readonly #mysql: Connection;

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

  /** Runs a statement on a branch as root, past every rule. */
  async query(branch: string, sql: string): Promise<RowDataPacket[]> {
    await this.#mysql.query(`use ${escapeId(this.nameOf(branch))}`);
    const [rows] = await this.#mysql.query<RowDataPacket[]>(sql);
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

  /**
   * Gives `to` the tables of `from` as they are defined there, and its notes of which migrations were
   * applied. The rows that `to` has stay.
   */
  async copyTables(from: string, to: string) {
    const wanted = await this.#tables(from);
    const present = await this.#tables(to);
    await this.query(to, "set foreign_key_checks = 0");
    for (const [table, definition] of wanted)
      if (!present.has(table)) await this.query(to, definition);
      else if (definition !== present.get(table)) await this.#redefine(to, table, definition);
    if (wanted.has(MIGRATIONS_TABLE)) {
      const source = `${escapeId(this.nameOf(from))}.${MIGRATIONS_TABLE}`;
      await this.query(to, `replace into ${MIGRATIONS_TABLE} select * from ${source}`);
    }
    await this.query(to, "set foreign_key_checks = 1");
  }

  async #redefine(branch: string, table: string, definition: string) {
    const name = escapeId(table);
    const columns = async () => {
      const rows = await this.query(branch, `show columns from ${name}`);
      return rows.map(({ Field }) => String(Field));
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

export interface Account {
  username: string;
  password: string;
}
