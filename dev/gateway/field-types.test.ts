import { customType, datetime, int, json, mysqlTable, varchar } from "drizzle-orm/mysql-core";
import { drizzle } from "drizzle-orm/planetscale-serverless";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "./testing.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
let gateway: Awaited<ReturnType<typeof database.gateway>>;

beforeAll(async () => {
  database = await testDatabase();
  gateway = await database.gateway();
});
afterAll(() => database.drop());

const bytes = (...values: number[]) => new Uint8Array(values);

/** Column definition, an SQL literal for its value, the type on the wire, and what the driver makes of it. */
const COLUMNS: [definition: string, literal: string, type: string, value: unknown][] = [
  ["tinyint", "-128", "INT8", -128],
  ["tinyint unsigned", "255", "UINT8", 255],
  ["smallint", "-32768", "INT16", -32_768],
  ["smallint unsigned", "65535", "UINT16", 65_535],
  ["mediumint", "-8388608", "INT24", -8_388_608],
  ["mediumint unsigned", "16777215", "UINT24", 16_777_215],
  ["int", "-2147483648", "INT32", -2_147_483_648],
  ["int unsigned", "4294967295", "UINT32", 4_294_967_295],
  ["bigint", "-9223372036854775808", "INT64", "-9223372036854775808"],
  ["bigint unsigned", "18446744073709551615", "UINT64", "18446744073709551615"],
  ["bool", "true", "INT8", 1],
  ["decimal(20,4)", "1234567890123456.7890", "DECIMAL", "1234567890123456.7890"],
  ["float", "1.5", "FLOAT32", 1.5],
  ["double", "-2.25e100", "FLOAT64", -2.25e100],
  ["date", "'2024-02-29'", "DATE", "2024-02-29"],
  ["time", "'-838:59:59'", "TIME", "-838:59:59"],
  ["time(3)", "'12:34:56.789'", "TIME", "12:34:56.789"],
  ["datetime", "'2024-02-29 12:34:56'", "DATETIME", "2024-02-29 12:34:56"],
  ["datetime(3)", "'2024-02-29 12:34:56.789'", "DATETIME", "2024-02-29 12:34:56.789"],
  ["timestamp", "'2024-02-29 12:34:56'", "TIMESTAMP", "2024-02-29 12:34:56"],
  ["timestamp(6)", "'2024-02-29 12:34:56.789012'", "TIMESTAMP", "2024-02-29 12:34:56.789012"],
  ["year", "2024", "YEAR", 2024],
  ["char(5)", "'né'", "CHAR", "né"],
  ["varchar(100)", "'日本語 🎉'", "VARCHAR", "日本語 🎉"],
  ["varchar(100)", "''", "VARCHAR", ""],
  ["varchar(100) collate utf8mb4_0900_bin", "'Straße'", "VARBINARY", "Straße"],
  ["tinytext", "'tiny'", "TEXT", "tiny"],
  ["text", "'👩‍👩‍👧 family'", "TEXT", "👩‍👩‍👧 family"],
  ["mediumtext", "'medium'", "TEXT", "medium"],
  ["longtext", "'long'", "TEXT", "long"],
  ["binary(4)", "x'00ff00fe'", "BINARY", bytes(0x00, 0xff, 0x00, 0xfe)],
  ["varbinary(10)", "x'00c328'", "VARBINARY", bytes(0x00, 0xc3, 0x28)],
  ["tinyblob", "x'80'", "BLOB", bytes(0x80)],
  ["blob", "x'f09f98'", "BLOB", bytes(0xf0, 0x9f, 0x98)],
  ["longblob", "x''", "BLOB", bytes()],
  ["bit(8)", "b'10000001'", "BIT", bytes(0x81)],
  ["enum('small','large')", "'large'", "ENUM", "large"],
  ["set('a','b','c')", "'a,c'", "SET", "a,c"],
  ["json", `'{"ä": [1, null, "🎉"]}'`, "JSON", { ä: [1, null, "🎉"] }],
];

describe("a value reaches the driver as it was stored", () => {
  test.each(COLUMNS)("%s %s", async (definition, literal, type, value) => {
    const client = gateway.client();
    await client.execute("drop table if exists typed");
    await client.execute(`create table typed (v ${definition})`);
    await client.execute(`insert into typed values (${literal}), (null)`);
    const { rows, types } = await client.execute("select v from typed order by v is null");
    expect(types).toEqual({ v: type });
    expect(rows).toEqual([{ v: value }, { v: null }]);
  });

  test("the types of expressions", async () => {
    const { rows, types } = await gateway
      .client()
      .execute(
        "select 1 as one, null as nothing, count(*) as n, 1.50 as price, 'x' as text, now(3) > 0 as yes",
      );
    expect(types).toEqual({
      one: "INT64",
      nothing: "NULL",
      n: "INT64",
      price: "DECIMAL",
      text: "VARCHAR",
      yes: "INT64",
    });
    expect(rows).toEqual([{ one: "1", nothing: null, n: "1", price: "1.50", text: "x", yes: "1" }]);
  });

  test("the fields of a table's columns", async () => {
    const client = gateway.client();
    await client.execute("create table article (id bigint unsigned primary key, body longtext)");
    const { fields } = await client.execute("select a.id as number, a.body from article a");
    const origin = { table: "a", orgTable: "article", database: database.name };
    expect(fields).toEqual([
      // NUM, PART_KEY, NO_DEFAULT_VALUE; UNSIGNED; PRI_KEY and NOT_NULL
      {
        ...origin,
        name: "number",
        orgName: "id",
        type: "UINT64",
        columnLength: 20,
        charset: 63,
        flags: 0xd023,
      },
      {
        ...origin,
        name: "body",
        orgName: "body",
        type: "TEXT",
        columnLength: 4_294_967_295,
        charset: 255,
        flags: 16,
      },
    ]);
  });
});

test("a blob of 2 MB", async () => {
  const client = gateway.client();
  const blob = Uint8Array.from(
    { length: 2 * 1024 * 1024 },
    (_, index) => (index * 31 + (index >> 8)) & 0xff,
  );
  await client.execute("create table upload (id int primary key, content longblob)");
  await client.execute("insert into upload values (1, ?), (2, ?)", [blob, blob.subarray(0, 3)]);
  const { rows } = await client.execute<{ content: Uint8Array }>(
    "select content from upload order by id",
  );
  expect(rows).toHaveLength(2);
  expect(Buffer.compare(rows[0]?.content ?? bytes(), blob)).toBe(0);
  expect(rows[1]?.content).toEqual(blob.slice(0, 3));
});

test("an empty result still has its fields", async () => {
  const result = await gateway.client().execute("select 1 as a, 'b' as b from dual where false");
  expect(result).toMatchObject({
    rows: [],
    size: 0,
    headers: ["a", "b"],
    types: { a: "INT64", b: "VARCHAR" },
  });
});

test("what a change did", async () => {
  const client = gateway.client();
  await client.execute(
    "create table counter (id bigint unsigned auto_increment primary key, n int not null)",
  );
  expect(await client.execute("insert into counter (n) values (5), (5)")).toMatchObject({
    rowsAffected: 2,
    insertId: "1",
  });
  // Rows found, not rows changed: the same as PlanetScale.
  expect(await client.execute("update counter set n = 5")).toMatchObject({
    rowsAffected: 2,
    insertId: "0",
  });
  expect(await client.execute("delete from counter where n = 6")).toMatchObject({
    rowsAffected: 0,
    rows: [],
  });

  const beyondDoubles = "9007199254740992";
  await client.execute("insert into counter values (?, 1)", [beyondDoubles]);
  const next = await client.execute("insert into counter (n) values (2)");
  expect(next.insertId).toBe("9007199254740993");
});

test("Drizzle reads what Drizzle wrote", async () => {
  const bytesColumn = customType<{ data: Uint8Array }>({ dataType: () => "varbinary(16)" });
  const note = mysqlTable("note", {
    id: int().primaryKey(),
    title: varchar({ length: 100 }),
    at: datetime({ mode: "date", fsp: 3 }),
    tags: json().$type<string[]>(),
    digest: bytesColumn(),
  });
  await gateway
    .client()
    .execute(
      "create table note (id int primary key, title varchar(100), at datetime(3), tags json, digest varbinary(16))",
    );
  const db = drizzle(gateway.client());
  const written = [
    {
      id: 1,
      title: 'it\'s 🎉 \\ "quoted"',
      at: new Date("2024-02-29T12:34:56.789Z"),
      tags: ["a", "ü"],
      digest: bytes(0, 255),
    },
    { id: 2, title: null, at: null, tags: null, digest: null },
  ];
  await db.insert(note).values(written);
  expect(await db.select().from(note).orderBy(note.id)).toEqual(written);
});
