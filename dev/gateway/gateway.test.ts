import { connect } from "@planetscale/database";
import { DrizzleQueryError } from "drizzle-orm";
import { int, mysqlTable, varchar } from "drizzle-orm/mysql-core";
import { drizzle } from "drizzle-orm/planetscale-serverless";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { isDatabaseUnavailable, isLockConflict } from "../../backend/db/helpers.ts";
import { basicAuthentication } from "./protocol.ts";
import { failure, testDatabase } from "./testing.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
let gateway: Awaited<ReturnType<typeof database.gateway>>;
let base: string;

const EXECUTE = "/psdb.v1alpha1.Database/Execute";
const CREATE_SESSION = "/psdb.v1alpha1.Database/CreateSession";
const authorization = `Basic ${btoa("tester:secret")}`;

beforeAll(async () => {
  database = await testDatabase();
  gateway = await database.gateway();
  base = `http://127.0.0.1:${gateway.port}`;
  await database.root.query(
    "create table person (id int primary key, email varchar(100) not null unique)",
  );
});
afterAll(() => database.drop());

const keptStatements = z.object({
  statements: z.array(z.object({ number: z.number(), sql: z.string() })),
});

function post(path: string, body: string, headers: Record<string, string> = { authorization }) {
  return fetch(base + path, { method: "POST", body, headers });
}

const problem = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const answer = z.object({
  session: z.object({
    signature: z.string(),
    vitessSession: z.object({ SessionUUID: z.string() }).loose(),
  }),
  result: z
    .object({ rows: z.array(z.object({ lengths: z.array(z.string()), values: z.string() })) })
    .optional(),
});

describe("the HTTP protocol", () => {
  test("answers a statement with values in base64, their lengths and a session", async () => {
    const response = await post(
      EXECUTE,
      JSON.stringify({ query: "select 'é' as a, null as b, 12 as c", session: null }),
    );
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    const { result } = answer.parse(await response.json());
    expect(result?.rows).toEqual([{ lengths: ["2", "-1", "2"], values: btoa("\xc3\xa912") }]);
  });

  test("gives each client a session of its own and keeps to it", async () => {
    const created = answer.parse(await (await post(CREATE_SESSION, "{}")).json());
    const { session } = answer.parse(
      await (
        await post(EXECUTE, JSON.stringify({ query: "select 1", session: created.session }))
      ).json(),
    );
    expect(session).toEqual(created.session);
    const other = answer.parse(await (await post(CREATE_SESSION, "{}")).json());
    expect(other.session.vitessSession.SessionUUID).not.toBe(session.vitessSession.SessionUUID);
  });

  test("gives no session that another gateway may have given", async () => {
    const created = async () => {
      const { port } = await database.gateway();
      const response = await fetch(`http://127.0.0.1:${port}${CREATE_SESSION}`, {
        method: "POST",
        headers: { authorization },
      });
      return answer.parse(await response.json()).session.vitessSession.SessionUUID;
    };
    expect(await created()).not.toBe(await created());
  });

  test("a session that was created can begin a transaction", async () => {
    const connection = gateway.connection();
    await connection.refresh();
    await connection.execute("begin");
    await connection.execute("insert into person values (90, 'created@example.com')");
    await connection.execute("rollback");
    expect(await database.rows("select * from person where id = 90")).toEqual([]);
  });

  test.each([
    ["no credentials", {}],
    ["a wrong password", { authorization: `Basic ${btoa("tester:wrong")}` }],
    ["another scheme", { authorization: "Bearer secret" }],
  ])("%s: 401", async (_, headers) => {
    const response = await post(EXECUTE, JSON.stringify({ query: "select 1" }), headers);
    expect(response.status).toBe(401);
    expect(problem.parse(await response.json()).error.code).toBe("unauthenticated");
  });

  test("the driver reports wrong credentials", async () => {
    const wrong = connect({ url: gateway.url.replace("secret", "wrong") });
    await expect(wrong.execute("select 1")).rejects.toMatchObject({
      status: 401,
      body: { code: "unauthenticated" },
    });
  });

  test.each([
    ["not JSON", "{"],
    ["nothing", ""],
    ["no query", "{}"],
    ["a query that is no text", '{"query":1}'],
    [
      "a session id that is none",
      '{"query":"select 1","session":{"vitessSession":{"SessionUUID":"\\""}}}',
    ],
  ])("a body that is %s: 400", async (_, body) => {
    const response = await post(EXECUTE, body);
    expect(response.status).toBe(400);
    expect(problem.parse(await response.json()).error.code).toBe("invalid_argument");
  });

  test("an unknown path: 404, another method: 405", async () => {
    expect((await post("/psdb.v1alpha1.Database/Prepare", "{}")).status).toBe(404);
    expect((await fetch(`${base}/elsewhere`)).status).toBe(404);
    expect((await fetch(base + EXECUTE, { method: "PUT", body: "{}" })).status).toBe(405);
  });

  test("more than 16 MiB: 413, and the gateway goes on", async () => {
    const response = await post(
      EXECUTE,
      JSON.stringify({ query: `select '${"x".repeat(16 * 1024 * 1024)}'` }),
    );
    expect(response.status).toBe(413);
    expect((await gateway.client().execute("select 1 as one")).rows).toEqual([{ one: "1" }]);
  });
});

describe("errors come in the words of PlanetScale", () => {
  test("a duplicate key", async () => {
    const client = gateway.client();
    await client.execute("insert into person values (1, 'ann@example.com')");
    const error = await failure(
      client.execute("insert into person values (2, ?)", ["ann@example.com"]),
    );
    expect(error).toEqual({
      code: "UNKNOWN",
      message:
        `target: ${database.name}.-.primary: vttablet: rpc error: code = AlreadyExists desc = ` +
        `Duplicate entry 'ann@example.com' for key 'person.email' (errno 1062) (sqlstate 23000) ` +
        `(CallerID: local): Sql: "insert into person values (2, 'ann@example.com')", BindVars: {REDACTED}`,
    });
  });

  test("through Drizzle it is the cause", async () => {
    const person = mysqlTable("person", {
      id: int().primaryKey(),
      email: varchar({ length: 100 }).notNull(),
    });
    const db = drizzle(gateway.client());
    await db.insert(person).values({ id: 10, email: "bob@example.com" });
    const error = await db
      .insert(person)
      .values({ id: 11, email: "bob@example.com" })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DrizzleQueryError);
    expect(error).toMatchObject({
      cause: { message: expect.stringContaining("(errno 1062) (sqlstate 23000)") },
    });
  });

  test.each([
    ["select", "InvalidArgument", 1064, "42000"],
    ["", "InvalidArgument", 1065, "42000"],
    ["select 1; select 2", "InvalidArgument", 1064, "42000"],
    [
      "insert into person values (3, 'c@example.com') returning id",
      "InvalidArgument",
      1064,
      "42000",
    ],
    ["select * from nowhere", "NotFound", 1146, "42S02"],
    ["select nothing from person", "NotFound", 1054, "42S22"],
    ["insert into person values (4, null)", "InvalidArgument", 1048, "23000"],
    ["insert into person values ('x', 'x')", "InvalidArgument", 1366, "HY000"],
    ["kill 4294967295", "Unknown", 1094, "HY000"],
  ])("%s", async (sql, code, errno, sqlState) => {
    const { message } = await failure(gateway.client().execute(sql));
    expect(message).toContain(`rpc error: code = ${code} desc = `);
    expect(message).toContain(`(errno ${errno}) (sqlstate ${sqlState}) (CallerID: local)`);
  });

  describe("and the app takes them for what they are", () => {
    const endless =
      "with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000) " +
      "select /*+ max_execution_time(20) */ count(*) from n a, n b, n c";
    const reason = (statement: Promise<unknown>) =>
      statement.then(
        () => undefined,
        (error: unknown) => error,
      );

    test("a statement that takes too long is an outage", async () => {
      const error = await reason(gateway.client().execute(endless));
      expect(String(error)).toContain("code = DeadlineExceeded desc = ");
      expect([String(error).includes("errno 3024"), isDatabaseUnavailable(error)]).toEqual([
        true,
        true,
      ]);
    });

    test("a statement that was interrupted is an outage", async () => {
      const ended = reason(gateway.client().execute(endless.replace("(20)", "(20000)")));
      await database.running("max_execution_time(20000)");
      const [running] = await database.rows(
        "select id from information_schema.processlist where info like '%(20000)%' and id <> connection_id()",
      );
      await database.root.query("kill query ?", [running?.id ?? running?.ID]);
      const error = await ended;
      expect([String(error).includes("errno 1317"), isDatabaseUnavailable(error)]).toEqual([
        true,
        true,
      ]);
    });

    test("a row that is locked now is a conflict", async () => {
      await database.root.query("insert into person values (20, 'locked@example.com')");
      await database.root.query("begin");
      await database.root.query("select id from person where id = 20 for update");
      const error = await reason(
        gateway.client().execute("select id from person where id = 20 for update nowait"),
      );
      await database.root.query("rollback");
      expect([String(error).includes("errno 3572"), isLockConflict(error)]).toEqual([true, true]);
    });
  });

  test("a procedure that returns rows", async () => {
    await database.root.query("create procedure listing() select 1");
    expect((await failure(gateway.client().execute("call listing()"))).message).toContain(
      "errno 1312",
    );
  });

  test("a long statement is quoted in part", async () => {
    const { message } = await failure(gateway.client().execute(`selec ${"x".repeat(100_000)}`));
    expect(message.length).toBeLessThan(2_000);
  });
});

describe("a query of too many rows", () => {
  const numbers =
    "with recursive n (i) as (select 1 union all select i + 1 from n where i < 20) select i from n";

  test.each([numbers, `${numbers} limit 11`])("is refused: %s", async (sql) => {
    const capped = await database.gateway({ maxRows: 10 });
    expect((await failure(capped.client().execute(sql))).message).toContain(
      "Row count exceeded 10",
    );
    expect((await capped.client().execute(`${numbers} limit 10`)).rows).toHaveLength(10);
  });

  test("is not read to its end", async () => {
    const capped = await database.gateway({ maxRows: 10 });
    const thousand =
      "with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000)";
    const endless = `${thousand} select a.i from n a, n b, n c, n d`;
    expect((await failure(capped.client().execute(endless))).message).toContain(
      "Row count exceeded 10",
    );
  });
});

describe("statistics", () => {
  test("count statements, transaction control and errors", async () => {
    const before = gateway.stats();
    await gateway.client().transaction(async (tx) => {
      await tx.execute("select 1");
      await tx.execute("savepoint s");
      await tx.execute("rollback to savepoint s");
    });
    await failure(gateway.client().transaction((tx) => tx.execute("nonsense")));
    const response = await fetch(`${base}/stats`);
    expect(await response.json()).toEqual({
      ...before,
      statements: before.statements + 4,
      transactionControl: before.transactionControl + 4,
      errors: before.errors + 1,
    });
  });

  test("show which statements ran", async () => {
    const before = gateway.stats().statements;
    await gateway.client().execute("select ? as a", ["it's"]);
    await gateway.client().transaction((tx) => tx.execute("select 2"));
    expect(await statementsSince(before)).toEqual([
      { number: before + 1, sql: "select 'it''s' as a" },
      { number: before + 2, sql: "select 2" },
    ]);
    expect(await statementsSince(before + 2)).toEqual([]);
  });

  test("show statements, which have values in them, to who has the password alone", async () => {
    const url = `${base}/stats/statements?since=0`;
    const wrong = { authorization: `Basic ${btoa("os2:wrong")}` };
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: wrong })).status).toBe(401);
  });
});

async function statementsSince(count: number) {
  const url = `${base}/stats/statements?since=${count}`;
  const response = await fetch(url, { headers: basicAuthentication(gateway.url) });
  return keptStatements.parse(await response.json()).statements;
}
