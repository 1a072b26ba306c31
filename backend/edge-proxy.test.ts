import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, IncomingMessage, request as httpRequest } from "node:http";
import { connect, createServer as createTcpServer, type Server } from "node:net";
import { build } from "esbuild";
import { Log, LogLevel, Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { NO_PAGE_POLICY, SECURITY_HEADERS } from "./http/security-headers.ts";

// The edge proxy in workerd, in front of an app of which only what it answers matters here.

const requestSchema = z.object({
  url: z.string(),
  method: z.string(),
  headers: z.record(z.string(), z.string()),
});

/** Stands for the app worker. */
const APP = `
import { DurableObject } from "cloudflare:workers";
export class Echo extends DurableObject {
  fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }
  webSocketMessage(socket, message) { socket.send(message); }
}
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const [, first, second] = pathname.split("/");
    switch (first === "api" ? second : first) {
      case "throws": throw new Error("the app is broken");
      case "hangs": return new Promise(() => {});
      case "redirects": return new Response(null, { status: 302, headers: { location: "/elsewhere" } });
      case "cookies": {
        const headers = new Headers();
        headers.append("set-cookie", "a=1");
        headers.append("set-cookie", "b=2");
        return new Response("ok", { status: 418, headers });
      }
      case "echo": return new Response(request.body, { headers: { "x-method": request.method } });
      case "upgrade": return env.ECHO.getByName("one").fetch(request);
      case "refuse": return Response.json({ error: "no" }, { status: Number(pathname.split("/").at(-1)) });
      default: return Response.json({ url: request.url, method: request.method, headers: Object.fromEntries(request.headers) });
    }
  },
};`;

let bundle: string;
const running: Miniflare[] = [];

async function startEdge(app: "worker" | { port: number } | "missing") {
  const common = { compatibilityDate: "2026-07-01", modules: true } as const;
  const serviceBindings: Record<string, string | { external: { address: string; http: object } }> =
    app === "missing"
      ? {}
      : {
          APP:
            app === "worker" ? "app" : { external: { address: `127.0.0.1:${app.port}`, http: {} } },
        };
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    cf: false,
    log: new Log(LogLevel.NONE),
    workers: [
      {
        ...common,
        name: "edge-proxy",
        script: bundle,
        serviceBindings,
        // Not through Miniflare's own worker in front, which has a way of its own with errors.
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0, proxy: false }],
      },
      { ...common, name: "app", script: APP, durableObjects: { ECHO: "Echo" } },
    ],
  });
  running.push(miniflare);
  await miniflare.ready;
  return (await miniflare.unsafeGetDirectURL("edge-proxy")).origin;
}

let edge: string;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ["backend/edge-proxy.ts"],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2023",
  });
  bundle = outputFiles[0]?.text ?? "";
  edge = await startEdge("worker");
});

afterAll(() => Promise.all(running.map((miniflare) => miniflare.dispose())));

/** The request as the app got it. */
async function seenByApp(headers: Record<string, string>) {
  return requestSchema.parse(await (await fetch(`${edge}/anything?a=1&b=%20`, { headers })).json());
}

describe("headers", () => {
  it("reach the app, except those that only a proxy may set", async () => {
    const spoofed = {
      forwarded: "host=evil.example",
      "x-forwarded-for": "1.2.3.4",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      "x-real-ip": "1.2.3.4",
      "true-client-ip": "1.2.3.4",
      "x-original-url": "/admin",
    };
    const { headers, url } = await seenByApp({ ...spoofed, cookie: "a=1", "x-custom": "kept" });
    expect(url).toBe(`${edge}/anything?a=1&b=%20`);
    expect(headers).toMatchObject({ cookie: "a=1", "x-custom": "kept" });
    for (const [name, value] of Object.entries(spoofed)) expect(headers[name]).not.toBe(value);
  });

  it("keep a request id that is well-formed, and get one otherwise", async () => {
    const idOf = async (headers: Record<string, string>) =>
      (await seenByApp(headers)).headers["x-request-id"];
    const uuid = /^[0-9a-f-]{36}$/;
    expect(await idOf({ "x-request-id": "req-12345678" })).toBe("req-12345678");
    expect(await idOf({})).toMatch(uuid);
    expect(await idOf({ "x-request-id": "short" })).toMatch(uuid);
    expect(await idOf({ "x-request-id": `a forged "line"` })).toMatch(uuid);
    expect(await idOf({ "x-request-id": "x".repeat(1000) })).toMatch(uuid);
  });

  it("of the answer come back as they are: status, cookies, redirects not followed", async () => {
    const answer = await fetch(`${edge}/cookies`);
    expect(answer.status).toBe(418);
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    const redirect = await fetch(`${edge}/redirects`, { redirect: "manual" });
    expect(redirect.status).toBe(302);
    expect(redirect.headers.get("location")).toBe("/elsewhere");
  });
});

describe("http", () => {
  const location = async (host: string, method = "GET") => {
    // fetch would set the Host header itself.
    const asking = httpRequest(`${edge}/login?a=1`, { method, headers: { host } });
    asking.end();
    const [answer] = z.tuple([z.instanceof(IncomingMessage)]).parse(await once(asking, "response"));
    answer.resume();
    return [answer.statusCode, answer.headers.location];
  };

  it.each(["GET", "POST"])("is left for https with %s, to the same page", async (method) => {
    expect(await location("os2.example.org", method)).toEqual([
      308,
      "https://os2.example.org/login?a=1",
    ]);
  });

  it.each(["localhost:4000", "127.0.0.1:4000"])(
    "is served on this machine, as %s",
    async (host) => {
      expect(await location(host)).toEqual([200, undefined]);
    },
  );
});

describe("bodies", () => {
  it.each(["PUT", "POST", "PATCH", "DELETE"])("go through with %s", async (method) => {
    const answer = await fetch(`${edge}/echo`, { method, body: "körper" });
    expect(answer.headers.get("x-method")).toBe(method);
    expect(await answer.text()).toBe("körper");
  });

  it("of 32 MiB arrive unchanged", async () => {
    const body = randomBytes(32 * 1024 * 1024);
    const answer = await fetch(`${edge}/echo`, { method: "POST", body });
    const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    expect(digest(new Uint8Array(await answer.arrayBuffer()))).toBe(digest(body));
  });

  it("are streamed: what was sent comes back before the rest is written", async () => {
    const sending = httpRequest(`${edge}/echo`, { method: "POST" });
    sending.write("first");
    const [answer] = z
      .tuple([z.instanceof(IncomingMessage)])
      .parse(await once(sending, "response"));
    const chunks = answer[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe("first");
    sending.end("second");
    expect(String((await chunks.next()).value)).toBe("second");
    expect((await chunks.next()).done).toBe(true);
  });

  it("are not read ahead when nobody takes the answer", async () => {
    const socket = connect(Number(new URL(edge).port), "127.0.0.1");
    socket.pause();
    const size = 256 * 1024 * 1024;
    socket.write(`POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${size}\r\n\r\n`);
    const chunk = Buffer.alloc(1024 * 1024);
    // Until the kernel's buffers are full and stay so: the write that does not drain ends the test.
    let sent = 0;
    while (sent < size) {
      sent += chunk.length;
      if (socket.write(chunk)) continue;
      const drained = await Promise.race([
        once(socket, "drain").then(() => true),
        fetchTenTimes().then(() => false),
      ]);
      if (!drained) break;
    }
    expect(sent).toBeLessThan(size / 2);
    socket.destroy();
  });
});

/** Some time that is measured in work of the same runtime. */
async function fetchTenTimes() {
  for (let i = 0; i < 10; i++) await (await fetch(`${edge}/anything`)).text();
}

describe("WebSockets", () => {
  it("are upgraded and carry text and binary both ways", async () => {
    const socket = new WebSocket(`${edge.replace("http", "ws")}/api/upgrade`);
    await once(socket, "open");
    const echoed = async (data: string | Buffer) => {
      const answer = once(socket, "message");
      socket.send(data);
      const [bytes, isBinary] = await answer;
      return { text: String(bytes), isBinary: Boolean(isBinary) };
    };
    expect(await echoed("hello")).toEqual({ text: "hello", isBinary: false });
    expect(await echoed(Buffer.from("bytes"))).toEqual({ text: "bytes", isBinary: true });
    expect((await echoed("x".repeat(500_000))).text).toHaveLength(500_000);
    socket.terminate();
  });

  it.each([401, 403, 404])("are refused with the app's own %i", async (status) => {
    const socket = new WebSocket(`${edge.replace("http", "ws")}/api/refuse/${status}`);
    const [request, response]: [{ destroy(): void }, IncomingMessage] = await new Promise(
      (resolve) => {
        socket.on("unexpected-response", (...answer) => resolve(answer));
      },
    );
    socket.on("error", () => {});
    expect(response.statusCode).toBe(status);
    request.destroy();
  });
});

/** A server of Node's that ends with the test. */
async function listening(server: Server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = z.object({ port: z.number() }).parse(server.address());
  return { port: address.port, [Symbol.dispose]: () => void server.close() };
}

describe("an app that", () => {
  async function expectUnreachable(origin: string, path = "throws") {
    const api = await fetch(`${origin}/api/${path}`, {
      headers: { "x-request-id": "req-12345678" },
    });
    expect(api.status).toBe(502);
    expect(api.headers.get("x-request-id")).toBe("req-12345678");
    expect(api.headers.get("retry-after")).toBe("5");
    expect(await api.json()).toEqual({
      error: "OS2 can't be reached right now. Please try again in a moment.",
    });
    const page = await fetch(`${origin}/${path}`, { headers: { "x-request-id": "req-87654321" } });
    expect(page.status).toBe(502);
    for (const { headers } of [api, page])
      expect(Object.fromEntries(headers)).toMatchObject({
        ...SECURITY_HEADERS,
        "content-security-policy": NO_PAGE_POLICY,
      });
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("cache-control")).toBe("no-store");
    const html = await page.text();
    expect(html).toContain("<h1>OS2 is away</h1>");
    expect(html).toContain("Reference: req-87654321");
    expect(html).not.toContain("broken");
  }

  it("throws is answered for with 502", () => expectUnreachable(edge));
  it("never answers is given up by the runtime, with 502", () => expectUnreachable(edge, "hangs"));

  it("hangs up is answered for with 502", async () => {
    using app = await listening(createTcpServer((socket) => void socket.destroy()));
    await expectUnreachable(await startEdge(app));
  });

  it("is not there is answered for with 502", async () => {
    const { port, [Symbol.dispose]: stop } = await listening(createServer());
    stop();
    await expectUnreachable(await startEdge({ port }));
  });

  it("was never bound is answered for with 502", async () => {
    await expectUnreachable(await startEdge("missing"));
  });
});
