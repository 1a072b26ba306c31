import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { z } from "zod";
import { Connections, type MysqlOptions } from "./connections.ts";
import { wireError } from "./errors.ts";
import {
  CREATE_SESSION_PATH,
  createSessionRequest,
  EXECUTE_PATH,
  executeRequest,
  sessionIds,
  sessionJson,
} from "./protocol.ts";
import { resultJson } from "./result.ts";
import { Sessions } from "./sessions.ts";
import { Statistics } from "./statistics.ts";

export interface GatewayOptions {
  mysql: MysqlOptions;
  /** For the HTTP API's basic authentication. The driver does not URL-decode it: use URL-safe characters. */
  username: string;
  password: string;
  host?: string;
  /** 0 for any free one. */
  port?: number;
  /** Connections for single statements, and as many again for transactions. */
  poolSize?: number;
  /** How long a transaction may last: 20 seconds, as at PlanetScale. */
  transactionTimeoutMs?: number;
  /** How many rows a query may have: 100,000, as at PlanetScale. */
  maxRows?: number;
}

export type Gateway = Awaited<ReturnType<typeof startGateway>>;

const MAX_BODY_BYTES = 16 * 1024 * 1024;

interface Reply {
  status: number;
  body: string;
}

/**
 * The HTTP protocol of @planetscale/database in front of a local MySQL.
 *
 * Beside the protocol it answers `GET /healthz` and `GET /stats`, and with the same authentication
 * `GET /stats/statements?since=N`: these have the values of what ran.
 *
 * @throws when it cannot listen. MySQL need not be there yet.
 */
export async function startGateway({
  mysql,
  username,
  password,
  host = "127.0.0.1",
  port = 0,
  poolSize = 8,
  transactionTimeoutMs = 20_000,
  maxRows = 100_000,
}: GatewayOptions) {
  const pools = {
    singles: new Connections(mysql, poolSize, maxRows),
    transactions: new Connections(mysql, poolSize, maxRows),
  };
  const statistics = new Statistics();
  const sessions = new Sessions({ pools, statistics, transactionTimeoutMs });
  const newSessionId = sessionIds();
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

  function stats() {
    const { statements, transactionControl, errors } = statistics;
    return {
      statements,
      transactionControl,
      errors,
      connections: { singles: pools.singles.stats, transactions: pools.transactions.stats },
    };
  }

  async function reply(request: IncomingMessage, response: ServerResponse): Promise<Reply> {
    const path = request.url ?? "/";
    const isAuthorized = request.headers.authorization === authorization;
    if (request.method === "GET") return get(new URL(path, "http://localhost"), isAuthorized);
    if (request.method !== "POST") return problem(405, "unimplemented", "only GET and POST");
    if (!isAuthorized) return unauthenticated();
    const body = await readBody(request);
    if (body === undefined)
      return problem(413, "resource_exhausted", `a request may have ${MAX_BODY_BYTES} bytes`);
    switch (path) {
      case CREATE_SESSION_PATH:
        return createSession(body);
      case EXECUTE_PATH:
        return execute(body, response);
      default:
        return problem(404, "not_found", `no such method: ${path}`);
    }
  }

  async function get({ pathname, searchParams }: URL, isAuthorized: boolean): Promise<Reply> {
    switch (pathname) {
      case "/healthz": {
        const up = await pools.singles.canConnect();
        return json(up ? 200 : 503, { ok: up });
      }
      case "/stats":
        return json(200, stats());
      case "/stats/statements":
        if (!isAuthorized) return unauthenticated();
        return json(200, { statements: statistics.since(Number(searchParams.get("since")) || 0) });
      default:
        return problem(404, "not_found", `no such path: ${pathname}`);
    }
  }

  function createSession(body: string): Reply {
    const request = parse(createSessionRequest, body || "{}");
    if (!request) return problem(400, "invalid_argument", "malformed request body");
    const session = sessionJson(
      request.session?.vitessSession.SessionUUID ?? newSessionId(),
      false,
    );
    const user = JSON.stringify({ username, psid: "local" });
    return ok(`{"branch":"local","user":${user},"session":${session}}`);
  }

  async function execute(body: string, response: ServerResponse): Promise<Reply> {
    const request = parse(executeRequest, body);
    if (!request) return problem(400, "invalid_argument", "malformed request body");
    const { SessionUUID: id = newSessionId(), inTransaction = false } =
      request.session?.vitessSession ?? {};

    const abandonment = new AbortController();
    response.once("close", () => {
      if (!response.writableEnded) abandonment.abort();
    });
    const start = performance.now();
    const timing = () => (performance.now() - start) / 1_000;
    try {
      const answer = await sessions.execute(
        { id, inTransaction },
        request.query,
        abandonment.signal,
      );
      const result = resultJson(answer, maxRows);
      const session = sessionJson(id, sessions.isInTransaction(id));
      return ok(`{"session":${session},"result":${result},"timing":${timing()}}`);
    } catch (caught) {
      const error = wireError(caught, mysql.database, request.query);
      if (!error) throw caught;
      statistics.recordError();
      // A client whose transaction was aborted is not told that it has left it: it has to roll back.
      const session = sessionJson(id, inTransaction || sessions.isInTransaction(id));
      return ok(`{"session":${session},"error":${JSON.stringify(error)},"timing":${timing()}}`);
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const { status, body } = await reply(request, response).catch((error: unknown) => {
      console.error(error);
      return problem(500, "internal", String(error));
    });
    response.sendDate = false;
    response.writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  }

  // A client's idle connections stay open: closing them may cross with its next request.
  const server = createServer(
    { keepAliveTimeout: 0 },
    (request, response) => void serve(request, response),
  );
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  const listening = address !== null && typeof address === "object" ? address.port : port;

  return {
    port: listening,
    /** For the driver's `url` option: with the credentials. */
    url: `http://${username}:${password}@${host}:${listening}`,
    stats,
    /** Interrupts what runs and rolls back what is open. */
    async close() {
      server.close();
      server.closeAllConnections();
      await sessions.close();
      await Promise.all([pools.singles.close(), pools.transactions.close()]);
    },
  };
}

function ok(body: string): Reply {
  return { status: 200, body };
}

function json(status: number, body: unknown): Reply {
  return { status, body: JSON.stringify(body) };
}

function problem(status: number, code: string, message: string) {
  return json(status, { error: { code, message } });
}

const unauthenticated = () => problem(401, "unauthenticated", "invalid credentials");

function parse<T>(schema: z.ZodType<T>, body: string) {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** @returns undefined for a body that is too large; it is read to its end all the same, so that the answer is. */
function readBody(request: IncomingMessage) {
  return new Promise<string | undefined>((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.on("end", () =>
      resolve(size <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString() : undefined),
    );
  });
}
