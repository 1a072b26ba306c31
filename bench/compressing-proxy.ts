import { once } from "node:events";
import { createServer, request } from "node:http";
import { pipeline } from "node:stream";
import { createGzip } from "node:zlib";

const COMPRESSED = /^(text\/|image\/svg|application\/(javascript|json))/;

/**
 * Compresses what a stack answers, as Cloudflare does in front of a deployed one and Miniflare does not. What comes
 * through it is taken for the site's own and for one person's, WebSockets too.
 * @param cookie of that person's session: Lighthouse would send it with some requests and not with others.
 */
export async function startCompressingProxy(target: string, cookie: string) {
  const { port, host, origin } = new URL(target);
  const own = (headers: Record<string, unknown>) => ({
    ...headers,
    host,
    cookie,
    ...(headers.origin !== undefined && { origin }),
  });

  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const options = { port, path: url, method, headers: own(headers) };
    const upstream = request(options, (answer) => {
      const compressed = COMPRESSED.test(answer.headers["content-type"] ?? "");
      const { "content-length": length, ...rest } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, {
        ...rest,
        ...(compressed ? { "content-encoding": "gzip" } : length && { "content-length": length }),
      });
      const done = () => {};
      if (compressed) pipeline(answer, createGzip({ level: 6 }), outgoing, done);
      else pipeline(answer, outgoing, done);
    });
    upstream.on("error", () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  server.on("upgrade", ({ method, url, headers }, socket) => {
    const upstream = request({ port, path: url, method, headers: own(headers) });
    upstream.on("upgrade", ({ rawHeaders }, answered) => {
      const lines = rawHeaders.map((text, i) => (i % 2 === 0 ? `${text}: ` : `${text}\r\n`));
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`);
      pipeline(answered, socket, answered, () => {});
    });
    upstream.on("response", () => socket.destroy());
    upstream.on("error", () => socket.destroy());
    upstream.end();
  });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The proxy has no port.");
  return {
    url: `http://localhost:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
