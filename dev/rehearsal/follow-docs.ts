import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startMysql } from "../mysql/server.ts";
import { freePortBlock } from "../ports.ts";
import { SETTINGS, startRehearsal } from "./rehearsal.ts";

// Follows docs/deploy.md and docs/operate.md to the letter: every block of shell commands in them, as it
// is written, in a fresh clone of what is committed, with Cloudflare and PlanetScale stood in for.
// Slower than the tests of this folder, which run the same commands, and by hand: `pnpm docs:follow`.

const SHELL_BLOCK = /^```sh\n(.*?)^```$/gms;
/** The one that lists the settings is a file's content. */
const SETTINGS_FILE = ".env.prd";
const ELLIPSIS = "…";

const folder = mkdtempSync(path.join(tmpdir(), "os2-docs-"));
const clone = path.join(folder, "os2");
const tools = path.join(folder, "tools");
const mysql = await startMysql({
  dataDir: path.join(folder, "mysql"),
  port: await freePortBlock(20_000, 1),
  throwaway: true,
});
const data = path.join(folder, "data");
mkdirSync(data);
const rehearsal = await startRehearsal(mysql, data);

try {
  execFileSync("git", ["clone", "--quiet", process.cwd(), clone]);
  // The release that "Rolling back" goes back to.
  execFileSync("git", ["tag", "v1.4.0"], { cwd: clone });
  await shell("npm install --global pnpm@12.21.0");
  await shell("pnpm install --frozen-lockfile");
  for (const page of ["docs/deploy.md", "docs/operate.md"])
    for (const block of blocksOf(page)) await follow(block);
  console.log("Everything in the docs was done as it is written.");
} finally {
  await rehearsal.close();
  await mysql.stop();
  rmSync(folder, { recursive: true, force: true });
}

function blocksOf(page: string) {
  return [...readFileSync(page, "utf8").matchAll(SHELL_BLOCK)].map(([, block = ""]) => block);
}

async function follow(block: string) {
  if (block.includes(ELLIPSIS)) return writeSettings(block);
  if (block.includes("admin:grant"))
    await rehearsal.planetScale.databases.query(
      "main",
      "insert into user (id, name, email, email_verified) values ('usr_you', 'You', 'you@example.org', true)",
    );
  await shell(block);
}

/** Fills the settings in, each with a value of the rehearsal's. */
function writeSettings(block: string) {
  const values: Record<string, string> = SETTINGS;
  const filled = block.replaceAll(/^(\w+)=…$/gm, (_line, name: string) => {
    const value = values[name];
    if (!value) throw new Error(`The docs name the setting ${name}, which nothing needs.`);
    return `${name}=${value}`;
  });
  writeFileSync(path.join(clone, SETTINGS_FILE), filled);
}

/** Runs a block as somebody would who pastes it into a terminal, and stops at the first command that fails. */
async function shell(block: string) {
  console.log(block.trim().replaceAll(/^/gm, "$ "));
  // The pages ask for the settings in the shell, once for all that follows.
  const settings = `set -a; [ ! -e ${SETTINGS_FILE} ] || . ./${SETTINGS_FILE}; set +a`;
  const script = `set -eu\nPATH="${tools}/bin:$PATH"\n${settings}\n${block}`;
  const standIns = Object.entries({ ...rehearsal.standIns, npm_config_prefix: tools });
  const child = spawn(
    "env",
    [...standIns.map(([name, value]) => `${name}=${value}`), "bash", "-c", script],
    { cwd: clone, stdio: ["ignore", "inherit", "inherit"] },
  );
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`That ended with status ${code}.`);
}
