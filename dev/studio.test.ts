import { waitForBranchReady, waitForDatabaseReady } from "alchemy/planetscale";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import { deployedStage } from "../env.ts";
import { planetScale as client } from "./deploy/branch.ts";
import { freePortBlock } from "./ports.ts";
import { ACCESSES } from "./rehearsal/accesses.ts";
import { PlanetScale } from "./rehearsal/planetscale.ts";

let planetScale: Awaited<ReturnType<typeof PlanetScale.start>>;
let environment: Record<string, string>;

beforeEach(async () => {
  planetScale = await PlanetScale.start(inject("mysql"), () => undefined);
  planetScale.tokens.set("id:token", ACCESSES);
  environment = {
    PLANETSCALE_SERVICE_TOKEN_ID: "id",
    PLANETSCALE_SERVICE_TOKEN: "token",
    PLANETSCALE_ORGANIZATION: "acme",
    PLANETSCALE_API_URL: planetScale.url,
    REHEARSAL_MYSQL_URL: planetScale.mysqlUrl,
    PORT_BASE: String(await freePortBlock(21_500, 6)),
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { api, path } = client(deployedStage("prd"));
  const { organization, database } = path;
  await api.createDatabase({
    path: { organization },
    body: { name: database, cluster_size: "PS_10", region: "us-east" },
  });
  await waitForDatabaseReady(api, organization, database);
  await waitForBranchReady(api, organization, database, "main");
  await planetScale.databases.query("main", "create table pet (name varchar(20))");
});

afterEach(() => planetScale.close());

function run(script: string, ...args: string[]) {
  const child = spawn(process.execPath, [script, ...args], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = once(child, "close").then(([code]: unknown[]) => ({ code, output }));
  return { child, ended };
}

/** Opens Studio over production, asks it as its page does, and stops it with Ctrl-C. */
async function ask(sql: string[], ...args: string[]) {
  const { child, ended } = run("dev/studio.ts", "--stage", "prd", ...args);
  const answers: unknown[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [, port] = /^Studio is running at http:\/\/127\.0\.0\.1:(\d+)$/.exec(line) ?? [];
    if (!port) continue;
    for (const statement of sql) {
      const response = await fetch(`http://127.0.0.1:${port}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ type: "proxy", data: { sql: statement, method: "execute" } }),
      });
      answers.push(await response.json());
    }
    expect(planetScale.passwords.size).toBe(1);
    child.kill("SIGINT");
  }
  const { code, output } = await ended;
  expect(code, output).toBe(0);
  expect(planetScale.passwords.size).toBe(0);
  return { answers, output };
}

test("Studio reads a deployed stage, and changes nothing unless asked to", async () => {
  const sql = ["insert into pet values ('Rex')", "select * from pet"];
  const reader = await ask(sql);
  expect(reader.answers).toEqual([
    { status: "error", error: expect.stringContaining("INSERT command denied") },
    [],
  ]);
  expect(reader.output).toContain("This is prd's data, which you can read and not change");

  const writer = await ask(sql, "--write");
  expect(writer.answers).toEqual([expect.objectContaining({ affectedRows: 1 }), [{ name: "Rex" }]]);
});

test.each(["dev/studio.ts", "dev/migrate.ts", "dev/admin-grant.ts"])(
  "%s says what is missing in a line",
  async (script) => {
    const args = script.includes("grant") ? ["ada@example.org"] : [];
    const local = await run(script, ...args).ended;
    expect(local).toEqual({
      code: 1,
      output: expect.stringMatching(/^The local database does not run.*bin\/dev.*\n$/),
    });
    const unknown = await run(script, ...args, "--stage", "pr-404").ended;
    expect(unknown).toEqual({
      code: 1,
      output: expect.stringMatching(/^PlanetScale .* no branch pr-404 .*\n$/),
    });
  },
);
