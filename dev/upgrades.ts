import { request, Server } from "node:http";
import type net from "node:net";
import type { Duplex } from "node:stream";
import type { Miniflare } from "miniflare";
import { z } from "zod";

const isFunction = (value: unknown) => typeof value === "function";
/** alchemy keeps its Miniflare here, and nowhere else that could be reached. */
const controllerSchema = z.looseObject({
  miniflare: z.custom<Miniflare>(
    (value) => value instanceof Object && isFunction(Reflect.get(value, "dispatchFetch")),
  ),
});

/**
 * alchemy's local server accepts a WebSocket before it asks the worker, and breaks off when that refuses. Here
 * the worker is asked first, and its answer passed on as it is, as in production.
 * @param server one of alchemy's, which has its own listener already.
 */
export function passUpgradesOn(server: net.Server, worker: () => string) {
  if (!(server instanceof Server)) return;
  server.removeAllListeners("upgrade");
  server.on("upgrade", (received, client: Duplex, head: Buffer) => {
    const fail = () => client.destroy();
    client.on("error", fail);
    void miniflareUrl().then(({ hostname, port }) => {
      const { host: _, ...headers } = received.headers;
      const sent = request({
        hostname,
        port,
        path: received.url,
        headers: { ...headers, "MF-Route-Override": worker() },
      });
      sent.on("error", fail);
      sent.on("response", (answer) => {
        client.write(headOf(answer));
        answer.pipe(client);
      });
      sent.on("upgrade", (answer, upstream: Duplex, rest: Buffer) => {
        upstream.on("error", fail).on("close", fail);
        client.on("close", () => upstream.destroy());
        client.write(headOf(answer));
        client.write(rest);
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      sent.end();
    }, fail);
  });
}

async function miniflareUrl() {
  const controller: unknown = Reflect.get(globalThis, "ALCHEMY_MINIFLARE_CONTROLLER");
  return controllerSchema.parse(controller).miniflare.ready;
}

interface Head {
  statusCode?: number | undefined;
  statusMessage?: string | undefined;
  rawHeaders: string[];
}

/** The body ends with the connection, so its own framing is left out. */
function headOf({ statusCode, statusMessage, rawHeaders }: Head): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = "", value = ""] = rawHeaders.slice(i, i + 2);
    const framing = statusCode !== 101 && /^(transfer-encoding|connection|keep-alive)$/i.test(name);
    if (!framing) lines.push(`${name}: ${value}`);
  }
  if (statusCode !== 101) lines.push("Connection: close");
  return `${lines.join("\r\n")}\r\n\r\n`;
}
