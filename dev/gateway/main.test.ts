import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect } from "@planetscale/database";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { testDatabase } from "./testing.ts";

const MAIN = join(import.meta.dirname, "main.ts");

let database: Awaited<ReturnType<typeof testDatabase>>;
const children: ChildProcess[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await database.drop();
});

function args(port: number) {
  const options = {
    port,
    socket: inject("mysql").socketPath,
    "mysql-user": "root",
    database: database.name,
    username: "os2",
    password: "a-secret",
  };
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}

function start(port = 0) {
  const child = spawn(process.execPath, [MAIN, ...args(port)]);
  children.push(child);
  return child;
}

/** Resolves to the port, from the one line that says it. */
async function ready(child: ChildProcess) {
  const [line] = await once(child.stdout ?? child, "data");
  const [, port] = /^gateway ready http:\/\/127\.0\.0\.1:(\d+)\n$/.exec(String(line)) ?? [];
  if (!port) throw new Error(`not the line to be expected: ${String(line)}`);
  return Number(port);
}

test("says where it listens, serves, and ends on SIGTERM", async () => {
  const child = start();
  const port = await ready(child);
  const { rows } = await connect({ url: `http://os2:a-secret@127.0.0.1:${port}` }).execute(
    "select database() as name",
  );
  expect(rows).toEqual([{ name: database.name }]);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("names a port that is taken, in one line", async () => {
  const port = await ready(start());
  const second = start(port);
  const [output, [code]] = await Promise.all([text(second.stderr), once(second, "exit")]);
  expect(code).toBe(1);
  expect(output).toBe(`gateway: port ${port} is in use\n`);
});

test("ends when the process that forked it is gone", async () => {
  const child = fork(MAIN, args(0), { silent: true });
  children.push(child);
  await ready(child);
  child.disconnect();
  expect(await once(child, "exit")).toEqual([0, null]);
});
