import { once } from "node:events";
import { createServer, type IncomingMessage, request as httpRequest } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import { z } from "zod";

/** What can go wrong with a part, as whoever calls it meets it. */
export const FAULTS = [
  /** Nobody listens. */
  "refuse",
  /** It takes the request and never answers. */
  "hang",
  /** It hangs up without having done anything. */
  "cut",
  /** It does what was asked, and hangs up in the middle of the answer. */
  "cut-answer",
  /** Something else answers 200: a page in HTML. */
  "garble",
  /** It does what was asked and answers 200 with nothing. */
  "empty",
  /** What stands before it answers 502. */
  "error",
  /** It answers after `delayMs`. */
  "slow",
  /** PlanetScale answers with an error: what `says` holds. */
  "say",
] as const;

export const faultSchema = z.object({
  kind: z.enum(FAULTS),
  /** Only requests whose address or body this regular expression fits; all of them when left out. */
  matching: z.string().default(""),
  /** How many requests it hits before it is over by itself. */
  times: z.number().optional(),
  delayMs: z.number().default(300),
  says: z.object({ code: z.string().default("UNKNOWN"), message: z.string() }).optional(),
});

export type Fault = z.input<typeof faultSchema>;

const GARBAGE = "<!doctype html><title>Please sign in to the Wi-Fi</title>";

/** Stands before one part of a stack, passes on what comes, and goes wrong on command. */
export async function startFaultProxy({ port, target }: { port: number; target: number }) {
  let fault: z.infer<typeof faultSchema> | undefined;
  let seen: string[] = [];

  /** The fault that hits a request, if any. */
  function strike(request: string) {
    if (!fault || !new RegExp(fault.matching, "is").test(request)) return undefined;
    const { kind, delayMs, times, says } = fault;
    if (times === 1) fault = undefined;
    else if (times) fault = { ...fault, times: times - 1 };
    return { kind, delayMs, says };
  }

  async function passOn(request: IncomingMessage, body: Buffer) {
    if (request.socket.destroyed) throw new Error("The caller has gone.");
    const { method, url: path, headers } = request;
    const upstream = httpRequest({ port: target, method, path, headers, agent: false });
    // A caller who goes away is gone for the part too.
    const hangUp = () => upstream.destroy();
    request.socket.once("close", hangUp);
    try {
      upstream.end(body);
      const [answer]: IncomingMessage[] = await once(upstream, "response");
      if (!answer) throw new Error("There was no answer.");
      return { answer, body: await buffer(answer) };
    } finally {
      request.socket.off("close", hangUp);
    }
  }

  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const serve = async () => {
      const body = await buffer(request);
      const text = `${request.method} ${request.url} ${body.toString()}`;
      seen.push(text);
      const { kind, delayMs, says } = strike(text) ?? {};
      if (kind === "hang") return;
      if (kind === "cut") return request.socket.destroy();
      if (kind === "garble") return response.end(GARBAGE);
      if (kind === "say") return response.end(JSON.stringify({ session: null, error: says }));
      if (kind === "error") return response.writeHead(502).end(GARBAGE);
      if (kind === "slow") await new Promise((resolve) => setTimeout(resolve, delayMs));

      const passed = await passOn(request, body);
      if (kind === "empty") return response.end();
      const { statusCode = 502, statusMessage, rawHeaders } = passed.answer;
      response.writeHead(statusCode, statusMessage, rawHeaders);
      if (kind !== "cut-answer") return response.end(passed.body);
      response.write(passed.body.subarray(0, passed.body.length / 2), () =>
        request.socket.destroy(),
      );
    };
    // The part itself is away: so is this.
    serve().catch(() => request.socket.destroy());
  });

  // What the server no longer counts among its connections.
  const upgraded = new Set<Duplex>();
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket);
    socket.on("close", () => upgraded.delete(socket));
    const upstream = connect(target, "127.0.0.1", () => {
      const { method, url, httpVersion, rawHeaders } = request;
      const lines = rawHeaders.flatMap((name, i) =>
        i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : [],
      );
      upstream.write(`${method} ${url} HTTP/${httpVersion}\r\n${lines.join("\r\n")}\r\n\r\n`);
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });

  const listen = () =>
    new Promise<void>((resolve) => {
      server.listen(port, "127.0.0.1", resolve);
    });
  const hangUp = () =>
    new Promise<void>((resolve) => {
      if (!server.listening) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
    });

  await listen();
  return {
    /** Goes wrong in this way from now on; not at all when there is none. What hangs is let go of. */
    async become(next: Fault | undefined) {
      seen = [];
      // Nothing was wrong: a caller may be about to use a connection that it keeps.
      if (!fault && !next && server.listening) return;
      await hangUp();
      fault = next && faultSchema.parse(next);
      if (fault?.kind !== "refuse") await listen();
    },
    /** The requests since then: method, address and body. */
    seen: () => seen,
    close: hangUp,
  };
}

export type FaultProxy = Awaited<ReturnType<typeof startFaultProxy>>;
