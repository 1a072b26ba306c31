import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

const COM_QUERY = 0x03;
const FOREIGN_KEY = /\bforeign\s+key\b|\breferences\b/i;

/**
 * Stands in for the VTGate in front of PlanetScale's MySQL: it passes every connection on, and answers a
 * statement itself where PlanetScale would.
 *
 * @param refuses the error text for a statement, if PlanetScale refuses it now.
 */
export async function startMysqlFront(
  port: number,
  refuses: (statement: string) => string | undefined,
) {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const mysql = connect(port, "127.0.0.1");
    for (const socket of [client, mysql]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        mysql.destroy();
      });
    }
    mysql.pipe(client);
    let rest = Buffer.alloc(0);
    client.on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      // https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html
      while (rest.length >= 4 && rest.length >= 4 + rest.readUIntLE(0, 3)) {
        const packet = rest.subarray(0, 4 + rest.readUIntLE(0, 3));
        rest = rest.subarray(packet.length);
        const isQuery = packet[3] === 0 && packet[4] === COM_QUERY;
        const refusal = isQuery ? refuses(packet.toString("utf8", 5)) : undefined;
        if (refusal) client.write(errorPacket(refusal));
        else mysql.write(packet);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The server has no port.");
  return {
    port: address.port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Whether a statement makes or drops a foreign key, or a table with one. */
export const concernsForeignKeys = (statement: string) => FOREIGN_KEY.test(statement);

function errorPacket(message: string) {
  const payload = Buffer.concat([
    Buffer.from([0xff, 1235 & 0xff, 1235 >> 8]),
    Buffer.from(`#42000${message}`),
  ]);
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = 1;
  return Buffer.concat([header, payload]);
}
