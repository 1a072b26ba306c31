import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

export interface Server {
  url: string;
  close(): Promise<void>;
}

/** Serves a fetch handler, such as a Hono app's, on a free loopback port. */
export async function serve(
  handle: (request: Request) => Response | Promise<Response>,
): Promise<Server> {
  async function answer(incoming: IncomingMessage, outgoing: ServerResponse) {
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers))
      if (typeof value === "string") headers.set(name, value);
    const body = await buffer(incoming);
    const response = await handle(
      new Request(new URL(incoming.url ?? "/", "http://localhost"), {
        method: incoming.method ?? "GET",
        headers,
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      }),
    );
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      console.error(error);
      // Not 500: that would be tried again for minutes.
      outgoing.writeHead(400).end(String(error));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The server has no port.");

  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
