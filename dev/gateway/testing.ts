import { randomBytes } from "node:crypto";
import { Client, connect, type DatabaseError } from "@planetscale/database";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { expect, inject } from "vitest";
import { type GatewayOptions, startGateway } from "./gateway.ts";

/** A database of a test file's own, gateways in front of it, and a look past them as root. */
export async function testDatabase() {
  const { socketPath } = inject("mysql");
  const name = `gw_${randomBytes(6).toString("hex")}`;
  const root = await createConnection({ socketPath, user: "root" });
  await root.query(`create database ${name}`);
  await root.query(`use ${name}`);
  const gateways: { close(): Promise<void> }[] = [];

  return {
    name,
    root,

    async gateway(options: Partial<GatewayOptions> = {}) {
      const gateway = await startGateway({
        mysql: { socketPath, user: "root", database: name },
        username: "tester",
        password: "secret",
        ...options,
      });
      gateways.push(gateway);
      return {
        ...gateway,
        /** A connection of the driver's, which keeps a session; `client` starts one for each statement. */
        connection: () => connect({ url: gateway.url }),
        client: () => new Client({ url: gateway.url }),
      };
    },

    /** Resolves when MySQL runs a statement of which this is a part. */
    async running(part: string) {
      await expect
        .poll(async () => {
          const [rows] = await root.query<RowDataPacket[]>(
            "select 1 from information_schema.processlist where db = ? and info like ? and id <> connection_id()",
            [name, `%${part}%`],
          );
          return rows.length;
        })
        .toBeGreaterThan(0);
    },

    async rows(sql: string) {
      const [rows] = await root.query<RowDataPacket[]>(sql);
      return rows;
    },

    async drop() {
      await Promise.all(gateways.map((gateway) => gateway.close()));
      await root.query(`drop database ${name}`);
      await root.end();
    },
  };
}

/** What the driver reports of a statement that must fail. */
export async function failure(statement: Promise<unknown>) {
  const error = await statement.then(
    () => undefined,
    (reason: DatabaseError) => reason,
  );
  if (!error) throw new Error("the statement should have failed");
  return { code: error.body?.code, message: error.message };
}
