import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder of migrations, as drizzle-kit would write it. */
export class MigrationFolder {
  readonly path: string;
  readonly #entries: { idx: number; when: number; tag: string; breakpoints: boolean }[] = [];

  private constructor(folder: string) {
    this.path = folder;
  }

  static async make() {
    const folder = new MigrationFolder(await mkdtemp(path.join(tmpdir(), "os2-migrations-")));
    await mkdir(path.join(folder.path, "meta"));
    return folder;
  }

  async add(tag: string, sql: string) {
    const idx = this.#entries.length;
    this.#entries.push({ idx, when: idx + 1, tag, breakpoints: true });
    await writeFile(path.join(this.path, `${tag}.sql`), sql);
    await this.#writeJournal();
  }

  /** As it was in the release before. */
  async removeLast() {
    this.#entries.pop();
    await this.#writeJournal();
  }

  remove() {
    return rm(this.path, { recursive: true });
  }

  #writeJournal() {
    const journal = { version: "7", dialect: "mysql", entries: this.#entries };
    return writeFile(path.join(this.path, "meta/_journal.json"), JSON.stringify(journal));
  }
}
