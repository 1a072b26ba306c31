import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { newId } from "../backend/db/columns.ts";
import { migrateDatabase } from "../backend/db/migrate.ts";
import { LOCAL_DATABASE } from "../env.ts";
import { startMysql } from "../dev/mysql/server.ts";
import { freePortBlock } from "../dev/ports.ts";

// How large the event table gets, and what that does to its queries: docs/scaling.md quotes it.
//
//   node bench/event-growth.ts [ROWS]

const ROWS = Number(process.argv[2] ?? 200_000);
const BATCH = 2000;
const INSTANCES = 20;
const ROUNDS = 50;

const dataDir = await mkdtemp(path.join(tmpdir(), "os2-events-"));
const mysql = await startMysql({ dataDir, port: await freePortBlock(21_000, 1), throwaway: true });
const database = { socketPath: mysql.socketPath, user: "root", database: LOCAL_DATABASE.name };
await migrateDatabase(database);
const connection = await createConnection(database);

const instances = Array.from({ length: INSTANCES }, () => newId("inst"));
const text =
  "The nightly build is green again, and api-2 answers slowly since this morning. ".repeat(4);

for (const [step, total] of [ROWS / 10, ROWS].entries()) {
  await insertUpTo(step === 0 ? 0 : ROWS / 10, total);
  await connection.query("analyze table event");
  const [[size]] = await connection.query<RowDataPacket[]>(
    "select data_length + index_length as bytes from information_schema.tables where table_schema = ? and table_name = 'event'",
    [LOCAL_DATABASE.name],
  );
  const list = await fastest(
    "select id, type, created_at from event force index (event_instance_id_index) where instance_id = ? order by id desc limit 50",
  );
  console.log({
    rows: total,
    bytesPerRow: Math.round(Number(size?.bytes) / total),
    listMs: list,
  });
}

await connection.end();
await mysql.stop();
await rm(dataDir, { recursive: true });

async function insertUpTo(from: number, to: number) {
  for (let start = from; start < to; start += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, to - start) }, (_, i) => {
      const instance = instances[(start + i) % INSTANCES] ?? "";
      const event = newId("ev");
      const payload = {
        type: "event_callback",
        team_id: "T1",
        event_id: event,
        event: { type: "message", channel: "C1", user: "U1", text },
      };
      // Spread over thirty days.
      const at = new Date(Date.now() - ((ROWS - start - i) / ROWS) * 30 * 24 * 3600_000)
        .toISOString()
        .slice(0, 23)
        .replace("T", " ");
      return [
        newId("evt"),
        "slack.message",
        JSON.stringify(payload),
        instance,
        event,
        "T1",
        `slack:${event}:${instance}`,
        at,
        at,
      ];
    });
    await connection.query(
      "insert into event (id, type, payload, instance_id, external_id, workspace_id, deduplication_key, created_at, updated_at) values ?",
      [rows],
    );
  }
}

/** The shortest time of a query in milliseconds, over one instance after another: what the machine does besides does not count. */
async function fastest(sql: string) {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await connection.query(sql, [instances[round % INSTANCES]]);
    times.push(performance.now() - start);
  }
  return Number(Math.min(...times).toFixed(2));
}
