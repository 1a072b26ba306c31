import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect as connectSocket, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@planetscale/database";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { failure, testDatabase } from "./testing.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
let gateway: Awaited<ReturnType<typeof database.gateway>>;

beforeAll(async () => {
  database = await testDatabase();
  gateway = await database.gateway();
  await database.root.query(
    "create table person (id int primary key, email varchar(100) not null unique)",
  );
});
afterAll(() => database.drop());

/** Between the gateway and MySQL, to be cut and mended. */
async function relay() {
  const folder = await mkdtemp(join(tmpdir(), "gw-"));
  const socketPath = join(folder, "s");
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connectSocket(inject("mysql").socketPath);
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
      from.pipe(to);
    }
  });
  return {
    socketPath,
    async mend() {
      server.listen(socketPath);
      await once(server, "listening");
    },
    async cut() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

describe("connections", () => {
  test("an open transaction does not starve single statements", async () => {
    const narrow = await database.gateway({ poolSize: 1 });
    await narrow.client().transaction(async (tx) => {
      await tx.execute("select 1");
      expect((await narrow.client().execute("select 1 as one")).rows).toEqual([{ one: "1" }]);
    });
  });

  test("a transaction that cannot begin yet waits for one to end", async () => {
    const narrow = await database.gateway({ poolSize: 1 });
    const [one, two] = [narrow.connection(), narrow.connection()];
    await one.execute("begin");
    const begun = two.execute("begin");
    await one.execute("commit");
    await begun;
    expect((await two.execute("select 1 as one")).rows).toEqual([{ one: "1" }]);
    await two.execute("rollback");
    expect(narrow.stats().connections.transactions).toEqual({ inUse: 0, waiting: 0, limit: 1 });
  });

  test("settings do not outlast a statement", async () => {
    const narrow = await database.gateway({ poolSize: 1 });
    await narrow.client().execute("set sql_mode = ''");
    await narrow.client().execute("set autocommit = 0");
    const { rows } = await narrow
      .client()
      .execute("select @@sql_mode <> '' as strict, @@autocommit as autocommit");
    expect(rows).toEqual([{ strict: "1", autocommit: "1" }]);
  });

  test("a transaction opened by other means is refused", async () => {
    const { message } = await failure(gateway.client().execute("/* sneaky */ begin"));
    expect(message).toContain("BEGIN");
  });

  test("a client that goes away takes its statement with it", async () => {
    const narrow = await database.gateway({ poolSize: 1 });
    const gone = new AbortController();
    const connection = connect({
      url: narrow.url,
      fetch: (url, init) => fetch(url, { ...init, signal: gone.signal }),
    });
    const running = connection.execute("select sleep(63)");
    await database.running("select sleep(63)");
    gone.abort(new Error("gone"));
    await expect(running).rejects.toThrow("gone");
    expect((await narrow.client().execute("select 1 as one")).rows).toEqual([{ one: "1" }]);
    expect(narrow.stats().connections.singles.inUse).toBe(0);
  });

  test("a client that goes away while it waits for a connection is forgotten", async () => {
    const narrow = await database.gateway({ poolSize: 1 });
    const gone = new AbortController();
    await database.root.query("lock tables person write");
    const first = narrow.client().execute("select count(*) as first from person");
    await database.running("as first from person");
    const waiting = connect({
      url: narrow.url,
      fetch: (url, init) => fetch(url, { ...init, signal: gone.signal }),
    }).execute("insert into person values (50, 'ghost@example.com')");
    await expect.poll(() => narrow.stats().connections.singles.waiting).toBe(1);
    gone.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    // Once this is answered the gateway has noticed.
    await fetch(`http://127.0.0.1:${narrow.port}/stats`);
    await database.root.query("unlock tables");
    await first;
    await narrow.client().execute("select 1");
    expect(await database.rows("select id from person where id = 50")).toEqual([]);
  });
});

describe("MySQL that is away", () => {
  test("is reported at once, loses transactions and comes back by itself", async () => {
    const line = await relay();
    await line.mend();
    const remote = await database.gateway({
      mysql: { socketPath: line.socketPath, user: "root", database: database.name },
    });
    const health = () =>
      fetch(`http://127.0.0.1:${remote.port}/healthz`).then((response) => response.status);
    expect(await health()).toBe(200);
    const connection = remote.connection();
    await connection.execute("begin");
    await connection.execute("insert into person values (70, 'lost@example.com')");
    const running = failure(remote.client().execute("select sleep(64)"));
    await database.running("select sleep(64)");

    await line.cut();
    expect((await running).code).toBe("UNAVAILABLE");
    const whileAway = await failure(remote.client().execute("select 1"));
    expect(whileAway.code).toBe("UNAVAILABLE");
    expect(whileAway.message).toContain("code = Unavailable");
    expect(await health()).toBe(503);
    expect((await failure(connection.execute("select 1"))).code).toMatch(/UNAVAILABLE|UNKNOWN/);

    await line.mend();
    expect(await health()).toBe(200);
    expect((await remote.client().execute("select 1 as one")).rows).toEqual([{ one: "1" }]);
    expect((await failure(connection.execute("select 1"))).message).toContain("Aborted");
    await connection.execute("rollback");
    expect(await database.rows("select id from person where id = 70")).toEqual([]);
    expect(remote.stats().connections).toMatchObject({
      singles: { inUse: 0 },
      transactions: { inUse: 0 },
    });
    await remote.close();
    await line.cut();
    await line.remove();
  });

  test("a socket that takes connections but does not speak is given up on", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gw-"));
    const socketPath = join(folder, "s");
    const mute = createServer(() => {}).listen(socketPath);
    await once(mute, "listening");
    const remote = await database.gateway({
      mysql: { socketPath, user: "root", database: database.name },
    });
    const [error, health] = await Promise.all([
      failure(remote.client().execute("select 1")),
      fetch(`http://127.0.0.1:${remote.port}/healthz`),
    ]);
    expect(error.code).toBe("UNAVAILABLE");
    expect(health.status).toBe(503);
    await remote.close();
    mute.close();
    await rm(folder, { recursive: true });
  });
});
