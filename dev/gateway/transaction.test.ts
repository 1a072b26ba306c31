import { drizzle } from "drizzle-orm/planetscale-serverless";
import { int, mysqlTable } from "drizzle-orm/mysql-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { failure, testDatabase } from "./testing.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
let gateway: Awaited<ReturnType<typeof database.gateway>>;

beforeAll(async () => {
  database = await testDatabase();
  gateway = await database.gateway();
  await database.root.query("create table account (id int primary key, balance int not null)");
});
beforeEach(async () => {
  await database.root.query("truncate account");
  await database.root.query("insert into account values (1, 100), (2, 200)");
});
afterAll(() => database.drop());

const accounts = () => database.rows("select id, balance from account order by id");
const unchanged = [
  { id: 1, balance: 100 },
  { id: 2, balance: 200 },
];
/** Throws when anybody holds a lock on a row. */
const locksAreFree = () => database.rows("select id from account for update nowait");

test("a committed transaction is kept, and only then seen by others", async () => {
  const connection = gateway.connection();
  await connection.execute("begin");
  await connection.execute("update account set balance = balance - 10 where id = 1");
  expect(await accounts()).toEqual(unchanged);
  expect((await connection.execute("select balance from account where id = 1")).rows).toEqual([
    { balance: 90 },
  ]);
  await connection.execute("commit");
  expect((await accounts())[0]).toEqual({ id: 1, balance: 90 });
});

test("a rolled back transaction leaves nothing", async () => {
  await expect(
    gateway.client().transaction(async (tx) => {
      await tx.execute("delete from account");
      throw new Error("on second thoughts");
    }),
  ).rejects.toThrow("on second thoughts");
  expect(await accounts()).toEqual(unchanged);
  await locksAreFree();
});

test("after its transaction a connection goes on in autocommit", async () => {
  const connection = gateway.connection();
  await connection.execute("START TRANSACTION");
  await connection.execute("commit");
  await connection.execute("update account set balance = 1 where id = 1");
  expect((await accounts())[0]).toEqual({ id: 1, balance: 1 });
});

test("two transactions at once do not see each other", async () => {
  const [one, two] = [gateway.connection(), gateway.connection()];
  await one.execute("begin");
  await two.execute("begin");
  await one.execute("update account set balance = 1 where id = 1");
  await two.execute("update account set balance = 2 where id = 2");
  expect((await one.execute("select balance from account order by id")).rows).toEqual([
    { balance: 1 },
    { balance: 200 },
  ]);
  expect((await two.execute("select balance from account order by id")).rows).toEqual([
    { balance: 100 },
    { balance: 2 },
  ]);
  await one.execute("commit");
  await two.execute("rollback");
  expect(await accounts()).toEqual([
    { id: 1, balance: 1 },
    { id: 2, balance: 200 },
  ]);
});

test("a failed statement leaves the transaction open", async () => {
  const connection = gateway.connection();
  await connection.execute("begin");
  await connection.execute("update account set balance = 1 where id = 1");
  const { message } = await failure(connection.execute("insert into account values (1, 1)"));
  expect(message).toContain("errno 1062");
  await connection.execute("update account set balance = 2 where id = 2");
  await connection.execute("commit");
  expect(await accounts()).toEqual([
    { id: 1, balance: 1 },
    { id: 2, balance: 2 },
  ]);
});

test("nested transactions of Drizzle are savepoints", async () => {
  const account = mysqlTable("account", { id: int().primaryKey(), balance: int().notNull() });
  await drizzle(gateway.client()).transaction(async (tx) => {
    await tx.insert(account).values({ id: 3, balance: 300 });
    await expect(
      tx.transaction(async (nested) => {
        await nested.insert(account).values({ id: 4, balance: 400 });
        nested.rollback();
      }),
    ).rejects.toThrow("Rollback");
  });
  expect(await accounts()).toEqual([...unchanged, { id: 3, balance: 300 }]);
});

test("a statement that commits implicitly ends the transaction", async () => {
  const connection = gateway.connection();
  await connection.execute("begin");
  await connection.execute("update account set balance = 1 where id = 1");
  await connection.execute("create table if not exists other (id int)");
  expect(gateway.stats().connections.transactions.inUse).toBe(0);
  await connection.execute("rollback");
  expect((await accounts())[0]).toEqual({ id: 1, balance: 1 });
});

test("a second statement at the same time is refused, and the first goes on", async () => {
  const connection = gateway.connection();
  await connection.execute("begin");
  await database.root.query("begin");
  await database.root.query("select * from account where id = 1 for update");
  const first = connection.execute("update account set balance = 1 where id = 1");
  await database.running("update account");
  expect((await failure(connection.execute("select 1"))).message).toMatch(
    /code = Aborted desc = transaction .*: in use/,
  );
  await database.root.query("rollback");
  expect((await first).rowsAffected).toBe(1);
  await connection.execute("commit");
});

test("a deadlock rolls one of the two back", async () => {
  const [one, two] = [gateway.connection(), gateway.connection()];
  await one.execute("begin");
  await two.execute("begin");
  await one.execute("update account set balance = 1 where id = 1");
  await two.execute("update account set balance = 2 where id = 2");
  const waiting = one.execute("update account set balance = 1 where id = 2");
  await database.running("update account set balance = 1 where id = 2");
  const outcomes = await Promise.allSettled([
    waiting,
    two.execute("update account set balance = 2 where id = 1"),
  ]);

  const [winner, loser] = outcomes[0]?.status === "fulfilled" ? [one, two] : [two, one];
  const lost = outcomes.find((outcome) => outcome.status === "rejected");
  expect(lost?.reason.message).toMatch(
    /code = Aborted desc = .*deadlock.* \(errno 1213\) \(sqlstate 40001\)/i,
  );

  // MySQL would run what comes now in autocommit.
  expect((await failure(loser.execute("update account set balance = 9"))).message).toMatch(
    /Aborted.*deadlock/,
  );
  await loser.execute("rollback");
  await winner.execute("commit");
  const balance = winner === one ? 1 : 2;
  expect(await accounts()).toEqual([
    { id: 1, balance },
    { id: 2, balance },
  ]);
});

describe("a transaction that lasts too long", () => {
  const transactionTimeoutMs = 150;

  test("is rolled back, and says so to the next statement", async () => {
    const impatient = await database.gateway({ transactionTimeoutMs });
    const connection = impatient.connection();
    await connection.execute("begin");
    await connection.execute("update account set balance = 1 where id = 1");
    await expect.poll(locksAreFree).toHaveLength(2);

    for (const statement of ["update account set balance = 2 where id = 2", "commit"]) {
      const error = await failure(connection.execute(statement));
      expect(error.code).toBe("UNKNOWN");
      expect(error.message).toMatch(
        /code = Aborted desc = transaction \S+: ended at \S+ \(exceeded timeout: 0.15s\)/,
      );
    }
    await connection.execute("rollback");
    expect(await accounts()).toEqual(unchanged);
    expect(impatient.stats().connections.transactions.inUse).toBe(0);
  });

  test("ends the statement that it is running", async () => {
    const impatient = await database.gateway({ transactionTimeoutMs });
    const ran = impatient.client().transaction(async (tx) => {
      await tx.execute("update account set balance = 1 where id = 1");
      await tx.execute("select sleep(60)");
    });
    expect((await failure(ran)).message).toContain("exceeded timeout");
    await locksAreFree();
    expect(await accounts()).toEqual(unchanged);
  });

  test("begins anew after a rollback", async () => {
    const impatient = await database.gateway({ transactionTimeoutMs });
    const connection = impatient.connection();
    await connection.execute("begin");
    await expect.poll(() => impatient.stats().connections.transactions.inUse).toBe(0);
    await connection.execute("rollback");
    await connection.execute("begin");
    await connection.execute("update account set balance = 1 where id = 1");
    await connection.execute("commit");
    expect((await accounts())[0]).toEqual({ id: 1, balance: 1 });
  });
});

describe("a rollback while a statement is running", () => {
  test.each([
    ["computes", "select sleep(60)"],
    ["waits for a lock", "update account set balance = 1 where id = 2"],
  ])("frees the locks of a transaction that %s", async (_, statement) => {
    await database.root.query("begin");
    await database.root.query("select * from account where id = 2 for update");
    const connection = gateway.connection();
    await connection.execute("begin");
    await connection.execute("update account set balance = 1 where id = 1");
    const running = failure(connection.execute(statement));
    await database.running(statement);

    await connection.execute("rollback");
    await locksAreFree();
    await database.root.query("rollback");
    expect((await running).message).toMatch(
      /code = Aborted desc = transaction \S+: ended \(rolled back/,
    );
    expect(
      (await failure(connection.execute("update account set balance = 2 where id = 2"))).message,
    ).toContain("Aborted");
    expect(await accounts()).toEqual(unchanged);
  });

  test("frees them when the client had given up on the statement", async () => {
    const giveUp = new AbortController();
    let signal: AbortSignal | undefined;
    const client = gateway.client();
    client.config.fetch = (url, init) => fetch(url, { ...init, signal: signal ?? null });
    const ran = client.transaction(async (tx) => {
      await tx.execute("update account set balance = 1 where id = 1");
      signal = giveUp.signal;
      const slow = tx.execute("select sleep(61)");
      await database.running("select sleep(61)");
      giveUp.abort(new Error("gave up"));
      signal = undefined;
      // Once the statistics are answered the gateway has noticed.
      await Promise.allSettled([slow, fetch(`http://127.0.0.1:${gateway.port}/stats`)]);
      await slow;
    });
    await expect(ran).rejects.toThrow("gave up");
    // The driver has sent its ROLLBACK and had its answer.
    await locksAreFree();
    expect(await accounts()).toEqual(unchanged);
    expect(gateway.stats().connections.transactions.inUse).toBe(0);
  });
});

describe("a gateway restarted in the middle of a transaction", () => {
  test("refuses the rest of it", async () => {
    const first = await database.gateway();
    const connection = first.connection();
    await connection.execute("begin");
    await connection.execute("update account set balance = 1 where id = 1");
    await first.close();
    await database.gateway({ port: first.port });

    for (const statement of ["update account set balance = 2 where id = 2", "commit"]) {
      const error = await failure(connection.execute(statement));
      expect(error.message).toMatch(/code = Aborted desc = transaction \S+: not found/);
    }
    await connection.execute("rollback");
    expect(await accounts()).toEqual(unchanged);
    await locksAreFree();
  });
});

test("a closed gateway leaves no locks, even of a running statement", async () => {
  const closing = await database.gateway();
  const connection = closing.connection();
  await connection.execute("begin");
  await connection.execute("update account set balance = 1 where id = 1");
  const running = connection.execute("select sleep(62)");
  await database.running("select sleep(62)");
  await Promise.all([closing.close(), expect(running).rejects.toThrow(TypeError)]);
  await locksAreFree();
  expect(await accounts()).toEqual(unchanged);
});

test("settings made in a transaction do not outlast it", async () => {
  const narrow = await database.gateway({ poolSize: 1 });
  await narrow.client().transaction(async (tx) => {
    await tx.execute("set time_zone = '+05:00'");
    expect((await tx.execute("select @@time_zone as zone")).rows).toEqual([{ zone: "+05:00" }]);
  });
  await narrow.client().transaction(async (tx) => {
    expect((await tx.execute("select @@time_zone as zone")).rows).toEqual([{ zone: "+00:00" }]);
  });
});
