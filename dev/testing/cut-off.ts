import { connect, createServer } from "node:net";

/**
 * A way to a MySQL server that is cut off behind a query: the server has run it, and its answer is lost.
 * @param isLast whether a query, as it is sent, is the last that gets through.
 */
export async function cutOffAfter(socketPath: string, isLast: (query: string) => boolean) {
  const server = createServer((client) => {
    const mysql = connect(socketPath);
    let ends = false;
    client.on("data", (packet) => {
      // Behind the packet's head of four bytes, 3 is a query. Two bytes more say that it has no attributes.
      if (packet[4] === 3) ends = isLast(packet.subarray(7).toString().trim());
      mysql.write(packet);
    });
    mysql.on("data", (answer) => {
      if (ends) client.destroy();
      else client.write(answer);
    });
    client.on("close", () => mysql.destroy());
    mysql.on("close", () => client.destroy());
    for (const socket of [client, mysql]) socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("It has no port.");
  return {
    host: "127.0.0.1",
    port: address.port,
    [Symbol.dispose]: () => {
      server.close();
    },
  };
}
