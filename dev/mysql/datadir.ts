import { constants, existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { cacheDir, isRoot } from "../setup/machine.ts";
import type { MysqlProgram } from "./find.ts";
import { explainFailure } from "./problems.ts";
import { supervise } from "./supervise.ts";

/**
 * Makes `datadir` a freshly initialised one unless it is there: `root` without a password, no databases.
 * Initialising takes seconds, so it is done once a server version, and the result kept in the cache folder.
 */
export async function ensureDatadir(
  program: MysqlProgram,
  datadir: string,
  cache = cacheDir(),
): Promise<void> {
  if (existsSync(datadir)) return;
  const template = join(cache, `mysql-datadir-${program.version}`);
  await createInOnePiece(template, (draft) => initialise(program, draft));
  await createInOnePiece(datadir, (draft) =>
    cp(template, draft, { recursive: true, mode: constants.COPYFILE_FICLONE }),
  );
}

async function initialise({ command, args }: MysqlProgram, datadir: string) {
  const { child, exited } = supervise(
    [
      command,
      ...args,
      "--initialize-insecure",
      `--datadir=${datadir}`,
      "--loose-innodb-redo-log-capacity=8M", // keeps what is copied small; not in every 8.0
      ...(isRoot() ? ["--user=root"] : []),
    ],
    { output: "pipe" },
  );
  const [{ code, signal }, output] = await Promise.all([
    exited,
    child.stderr ? text(child.stderr) : "",
  ]);
  if (code !== 0)
    throw explainFailure(`${output}\ninitialising ended with ${code ?? signal}`, { datadir });
}

/**
 * Creates a folder so that nobody ever sees half of it: it is built beside its place, then renamed.
 * What an interrupted run leaves is never used; of two at the same moment the first wins.
 */
async function createInOnePiece(folder: string, fill: (draft: string) => Promise<void>) {
  if (existsSync(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandonedDrafts(folder);
  const draft = await mkdtemp(draftPrefix(folder));
  try {
    await fill(draft);
    await rename(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const draftPrefix = (folder: string) => `${folder}.draft-`;

async function removeAbandonedDrafts(folder: string) {
  const tenMinutesAgo = Date.now() - 10 * 60_000;
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(basename(draftPrefix(folder)))) continue;
    const draft = join(dirname(folder), name);
    const { mtimeMs } = await stat(draft).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < tenMinutesAgo) await rm(draft, { recursive: true, force: true });
  }
}
