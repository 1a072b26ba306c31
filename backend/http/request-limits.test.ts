import { once } from "node:events";
import { type ClientRequest, request } from "node:http";
import { connect } from "node:net";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { baseUrl, signIn, stack } from "../../dev/testing/client.ts";
import { linesOf, LOG_DIR, newRequestId, ourLines } from "../../dev/testing/logs.ts";
import { proceduresOf } from "../../dev/testing/procedures.ts";
import { pagePaths } from "../../e2e/pages.ts";
import { AUTH_PATHS } from "../auth/handler.ts";
import { appRouter } from "../trpc/root.ts";

const KIB = 1024;
const JSON_TYPE = { "content-type": "application/json" };
const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };

const deepArray = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const deepObject = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const layers = (count: number) => `/%${"25".repeat(count)}41`;
const manyPairs = (count: number) => Array.from({ length: count }, (_, i) => `k${i}=1`).join("&");
const manyKeys = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i])));

interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** As large as any body may be from who is not signed in. */
const BODIES: [headers: Record<string, string>, body: string][] = [
  [
    JSON_TYPE,
    JSON.stringify({ provider: "google", callbackURL: layers(15_000), email: "a@".repeat(9_000) }),
  ],
  [JSON_TYPE, JSON.stringify({ name: "x".repeat(63 * KIB), challenge: "x" })],
  [JSON_TYPE, deepArray(32 * KIB)],
  [JSON_TYPE, deepObject(10_000)],
  [JSON_TYPE, `{"email":${deepArray(30_000)},"0":${deepObject(500)}}`],
  [JSON_TYPE, `[${"{},".repeat(20_000)}{}]`],
  [JSON_TYPE, manyKeys(5_000)],
  [FORM_TYPE, manyPairs(6_000)],
];

const QUERIES = [
  `redirectTo=${layers(3_500)}`,
  `input=${"[".repeat(4_000)}`,
  `batch=1&input=${deepObject(1_000)}`,
  `state=${"s".repeat(3_500)}&code=${"c".repeat(3_500)}`,
  `a=${"%41".repeat(2_500)}`,
  `a=${"%zz".repeat(2_000)}`,
  manyPairs(99),
];

const HEADERS: Record<string, string>[] = [
  { cookie: `better-auth.session_token=${"a.".repeat(4_000)}` },
  { cookie: "better-auth.session_token=aaaa.bbbb; ".repeat(99) },
  { cookie: `os2-last=${".".repeat(8_000)}` },
  { "user-agent": "Mac".repeat(10_000), accept: "text/html;q=0.1,".repeat(1_000) },
  Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`x-header-${i}`, "v".repeat(50)])),
];

const REFUSED: [status: number, sent: Omit<Sent, "path">, query: string][] = [
  [414, {}, `?a=${"x".repeat(8 * KIB)}`],
  [400, {}, `?${manyPairs(101)}`],
  [431, { headers: { cookie: `a=${"x".repeat(16 * KIB)}` } }, ""],
  [431, { headers: { cookie: "a=1; ".repeat(101) } }, ""],
  [413, { method: "POST", headers: JSON_TYPE, body: "x".repeat(1024 * KIB + 1) }, ""],
];

/** Every address of the app, with something for each part of it that differs. */
const ADDRESSES = {
  trpc: Array.from(proceduresOf(appRouter).keys(), (name) => `/api/trpc/${name}`).concat(
    "/api/trpc/no.such",
    `/api/trpc/${Array(20).fill("organization.list").join(",")}`,
  ),
  auth: AUTH_PATHS.map((name) => `/api/auth${name}`).concat("/api/auth/nothing"),
  others: [
    "/api/integrations/slack/webhook",
    "/api/integrations/slack/interactive",
    "/api/integrations/slack/commands",
    "/api/csp-report",
    "/api/ws/org_x",
    "/api/none",
    "/_serverFn/x",
  ],
  pages: pagePaths()
    .map((page) => page.replace(/\$\w+/g, "x"))
    .concat(
      "/no/such/page/at/all",
      `/${"a/".repeat(2_000)}a`,
      layers(1_500),
      `/${"%41".repeat(900)}`,
    ),
};

/** Sends without a session. */
async function send({ method = "GET", path: address, headers, body }: Sent) {
  const requestId = newRequestId();
  const answer = await fetch(baseUrl + address, {
    method,
    headers: { origin: baseUrl, "x-request-id": requestId, ...headers },
    redirect: "manual",
    ...(body !== undefined && { body }),
  });
  const { length } = await answer.text();
  return { requestId, status: answer.status, length };
}

/** A few at a time, as each must get its own answer. */
async function sendAll(requests: Sent[]) {
  const answers: { sent: string; requestId: string; status: number; length: number }[] = [];
  for (let i = 0; i < requests.length; i += 8)
    answers.push(
      ...(await Promise.all(
        requests.slice(i, i + 8).map(async (sent) => ({
          sent: `${sent.method ?? "GET"} ${sent.path.slice(0, 60)} ${sent.body?.slice(0, 30) ?? ""}`,
          ...(await send(sent)),
        })),
      )),
    );
  return answers;
}

const withQuery = (address: string, query: string) => `${address}?${query}`.slice(0, 8_000);

describe("what a request costs that is sent by nobody", () => {
  /** Statements are what costs most, and each waits for others. Of a round trip that ended the state is looked for. */
  async function expectCheap(answers: Awaited<ReturnType<typeof sendAll>>) {
    await linesOf(answers.at(-1)?.requestId ?? "");
    const log = ourLines(await readFile(path.join(LOG_DIR, "workers.log"), "utf8"));
    const statements = new Map(
      log.map((line) => [line.requestId, Number(line["statements"] ?? 0)] as const),
    );
    expect(answers.filter(({ requestId }) => (statements.get(requestId) ?? 0) > 3)).toEqual([]);
    expect(answers.filter(({ length }) => length > 64 * KIB)).toEqual([]);
  }

  const OFFERED = [
    ["trpc", 400],
    // Some has an answer all the same: signing out of nothing, a page that a round trip ends on.
    ["auth", 200],
    ["others", 400],
  ] as const;
  it.each(OFFERED)("is little on %s, however large, long or deep it is", async (kind, least) => {
    const answers = await sendAll(
      ADDRESSES[kind].flatMap((address): Sent[] => [
        ...BODIES.map(([headers, body]) => ({ method: "POST", path: address, headers, body })),
        ...QUERIES.map((query) => ({ path: withQuery(address, query) })),
        ...HEADERS.map((headers) => ({ path: address, headers })),
      ]),
    );
    expect(answers.filter(({ status }) => status < least || status >= 500)).toEqual([]);
    await expectCheap(answers);
  });

  it("is little on pages", async () => {
    const answers = await sendAll(
      ADDRESSES.pages.flatMap((address): Sent[] => [
        ...QUERIES.map((query) => ({ path: withQuery(address, query) })),
        ...HEADERS.map((headers) => ({ path: address, headers })),
      ]),
    );
    const normal = (status: number) => status === 200 || (status >= 300 && status < 500);
    expect(answers.filter(({ status }) => !normal(status))).toEqual([]);
    await expectCheap(answers);
  });

  it("is refused by a limit on every route", async () => {
    const addresses = Object.values(ADDRESSES).flat();
    for (const [status, sent, query] of REFUSED) {
      const answers = await sendAll(
        addresses.map((address) => ({ ...sent, path: address + query })),
      );
      expect(answers.filter((answer) => answer.status !== status)).toEqual([]);
    }
  });

  it("is 64 KiB of a body, and more only for who is signed in", async () => {
    const call = { method: "POST", path: "/api/trpc/organization.create", headers: JSON_TYPE };
    const body = JSON.stringify({ name: "x".repeat(65 * KIB) });
    expect((await send({ ...call, body })).status).toBe(413);
    const cookie = (await signIn()).cookieHeader();
    expect((await send({ ...call, body, headers: { ...JSON_TYPE, cookie } })).status).toBe(400);
    const forged = { ...JSON_TYPE, cookie: "better-auth.session_token=aaaa.bbbb" };
    expect((await send({ ...call, body, headers: forged })).status).toBe(413);
  });
});

describe("what a round trip begins with", () => {
  it("is stored for a path of this site alone, which has an end", async () => {
    const start = async (callbackURL: string) => {
      const body = JSON.stringify({ provider: "google", callbackURL });
      const call = { method: "POST", path: "/api/auth/sign-in/social", headers: JSON_TYPE, body };
      return (await send(call)).status;
    };
    expect(await start(`/${"a".repeat(2_000)}`)).toBe(200);
    expect(await start(`/${"a".repeat(2_048)}`)).toBe(400);
    expect(await start(layers(4))).toBe(400);
  });
});

describe("a body that is too large", () => {
  const CHUNK = Buffer.alloc(64 * KIB, "x");

  const byNode = (url: string, size: number, chunked: boolean) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = {
        origin: baseUrl,
        ...JSON_TYPE,
        ...(!chunked && { "content-length": size }),
      };
      const sent: ClientRequest = request(
        url,
        { method: "POST", agent: false, headers },
        (answer) =>
          answer
            .resume()
            .on("end", () => resolve(answer.statusCode))
            .on("error", reject),
      );
      sent.on("error", reject);
      for (let left = size; left > 0; left -= CHUNK.length) sent.write(CHUNK);
      sent.end();
    });

  const byFetch = async (url: string, size: number, chunked: boolean) => {
    const body = Buffer.alloc(size, "x");
    const answer = await fetch(url, {
      method: "POST",
      headers: { origin: baseUrl, ...JSON_TYPE },
      ...(chunked ? { body: new Blob([body]).stream(), duplex: "half" } : { body }),
    });
    await answer.text();
    return answer.status;
  };

  it.each([
    ["through the edge proxy", stack.ports.edge],
    ["directly", stack.ports.app],
  ])("is answered with 413 to each of many clients at once, %s", async (_, port) => {
    for (const address of ["/api/auth/sign-out", "/login"])
      for (const client of [byNode, byFetch])
        for (const chunked of [false, true]) {
          const url = `http://localhost:${port}${address}`;
          const sent = Array.from({ length: 10 }, () => client(url, 3 * 1024 * KIB, chunked));
          expect(await Promise.all(sent)).toEqual(Array(10).fill(413));
        }
  });

  it.each(["content-length: 50000\r\n\r\nabc", "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"])(
    "leaves at most a line in the log when its sender goes away, and no error: %j",
    async (sent) => {
      const requestId = newRequestId();
      const socket = connect(stack.ports.edge, "127.0.0.1");
      await once(socket, "connect");
      const head = `POST /api/auth/sign-out HTTP/1.1\r\nhost: localhost\r\nx-request-id: ${requestId}`;
      socket.write(`${head}\r\n${sent}`);
      // It has arrived once others have been answered.
      await sendAll(Array.from({ length: 16 }, () => ({ path: "/api/health" })));
      socket.destroy();
      const later = await sendAll(Array.from({ length: 16 }, () => ({ path: "/api/health" })));
      await linesOf(later.at(-1)?.requestId ?? "");
      const log = await readFile(path.join(LOG_DIR, "workers.log"), "utf8");
      const lines = log.split("\n").filter((line) => line.includes(requestId));
      expect(lines.length).toBeLessThanOrEqual(1);
      expect(ourLines(lines.join("\n")).filter(({ level }) => level !== "info")).toEqual([]);
    },
  );
});

describe("a page", () => {
  it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])(
    "can't be asked for by %s",
    async (method) => {
      for (const address of ["/", "/login", "/x/settings", "/no/such/page"]) {
        const answer = await fetch(baseUrl + address, { method });
        expect(answer.status).toBe(405);
        expect(answer.headers.get("allow")).toBe("GET, HEAD");
      }
    },
  );

  it("is no server function: there are none", async () => {
    const headers = { "x-tsr-serverfn": "true" };
    for (const method of ["GET", "POST"]) {
      const answer = await fetch(`${baseUrl}/_serverFn/x`, { method, headers });
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({ error: "There is nothing at this address." });
    }
  });
});
