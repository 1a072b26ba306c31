import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { hasServiceToken } from "../auth/service-token.ts";
import { readSessionToken } from "../auth/session-token.ts";
import { note } from "../log/request-record.ts";
import { refuseCall } from "../trpc/refusal.ts";

// Limits on requests, checked before anything parses them, since the sender need not be signed in.

const KIB = 1024;

/** How many bytes a body may have. */
const BODY_BYTES = 64 * KIB;
/** The same for Slack's events, and for calls of who is signed in. */
const LARGE_BODY_BYTES = 1024 * KIB;

/** Twice as much as the longest address that a page of ours asks for. Cloudflare takes 16 KiB. */
const URL_LENGTH = 8 * KIB;
const QUERY_PARAMETERS = 100;

/** OS2 has seven at most, with some 3 KiB. */
const COOKIE_HEADER_LENGTH = 16 * KIB;
const COOKIES = 100;

/** How much of a refused body is read and thrown away, and for how long. */
const DISCARDED_BYTES = 16 * 1024 * KIB;
const DISCARDED_MS = 5000;

export interface BodyVariables {
  /** The whole body of the request, which nothing else can read any more; undefined when there is none. */
  body?: Uint8Array<ArrayBuffer>;
}

/** The request for what reads the body itself: in a copy, so whoever can takes `body`. */
export function wholeRequest(c: Context<{ Variables: BodyVariables }>): Request {
  const { raw } = c.req;
  const body = c.get("body");
  return body ? new Request(raw, { method: raw.method, body }) : raw;
}

/** Refuses addresses and cookies that nothing of ours makes. */
export const limitHead = createMiddleware(async ({ req: { raw } }, next) => {
  const refusal = refusalOfHead(raw);
  if (!refusal) return next();
  await discard(raw.body);
  return refusal;
});

/**
 * Refuses a body that is too large, on every route, and reads every other to its end. The runtime resets a
 * connection with an unread body, and the client would see that in place of the answer.
 */
export const limitBody = createMiddleware<{ Variables: BodyVariables }>(async (c, next) => {
  const { raw } = c.req;
  const length = declaredLength(raw.headers);
  if (!raw.body || length === 0) return next();
  const limit = await bodyLimit(raw, c.req.path, length);
  try {
    const body = await readAtMost(limit, raw, length);
    if (!body) {
      await discard(raw.body);
      return refusalOfBody(c.req.path, limit);
    }
    c.set("body", body);
  } catch {
    note("not sent to its end");
    return refuse(400, "The request was not sent to its end.");
  }
  return next();
});

async function bodyLimit({ method, headers }: Request, path: string, length: number) {
  // A body means nothing here, and the runtime passes none on.
  if (method === "GET" || method === "HEAD") return 0;
  if (length <= BODY_BYTES) return BODY_BYTES;
  const large =
    path.startsWith("/api/integrations/slack/") ||
    (path.startsWith("/api/trpc/") &&
      (hasServiceToken(headers) || (await readSessionToken(headers)) !== undefined));
  return large ? LARGE_BODY_BYTES : BODY_BYTES;
}

/** NaN for a body that comes in chunks. */
const declaredLength = (headers: Headers) =>
  headers.has("transfer-encoding") ? NaN : parseInt(headers.get("content-length") ?? "", 10);

/** @returns undefined for a body of more bytes. */
async function readAtMost(limit: number, request: Request, length: number) {
  if (length > limit || !request.body) return undefined;
  if (length <= limit) return new Uint8Array(await request.arrayBuffer());
  const reader = request.body.getReader({ mode: "byob" });
  let buffer = new ArrayBuffer(limit + 1);
  for (let size = 0; ;) {
    const { done, value } = await reader.read(new Uint8Array(buffer, size));
    if (done) return new Uint8Array(value?.buffer ?? buffer, 0, size);
    size += value.byteLength;
    buffer = value.buffer;
    if (size > limit) break;
  }
  reader.releaseLock();
  return undefined;
}

/**
 * Reads what a client still sends, so that it gets to the answer. The connection of a client that goes on for
 * too long is reset.
 */
async function discard(body: ReadableStream<Uint8Array> | null) {
  if (!body) return;
  const reader = body.getReader({ mode: "byob" });
  const patience = setTimeout(() => void reader.cancel().catch(() => {}), DISCARDED_MS);
  try {
    let buffer = new Uint8Array(64 * KIB);
    for (let left = DISCARDED_BYTES; left > 0; left -= buffer.byteLength) {
      const { done, value } = await reader.read(new Uint8Array(buffer.buffer));
      if (done) return;
      buffer = value;
    }
    await reader.cancel();
  } catch {
    // The client has gone.
  } finally {
    clearTimeout(patience);
  }
}

function refusalOfHead({ url, headers }: Request) {
  if (url.length > URL_LENGTH)
    return refuse(414, `Please use an address of at most ${URL_LENGTH} characters.`);
  if (count(url, "&") >= QUERY_PARAMETERS)
    return refuse(400, `Please use at most ${QUERY_PARAMETERS} parameters.`);
  const cookies = headers.get("cookie") ?? "";
  if (cookies.length > COOKIE_HEADER_LENGTH || count(cookies, ";") >= COOKIES)
    return refuse(
      431,
      "Your browser sent too many cookies. Please delete this site's cookies and try again.",
    );
  return undefined;
}

function refusalOfBody(path: string, limit: number) {
  const message = limit
    ? `Please send at most ${limit / KIB} KiB at once.`
    : "Please send no body here.";
  return path.startsWith("/api/trpc/")
    ? refuseCall("PAYLOAD_TOO_LARGE", message)
    : refuse(413, message);
}

/** `message` is where Better Auth's client looks. */
const refuse = (status: number, message: string) =>
  Response.json({ error: message, message }, { status });

/** Without a list of the parts, which may be many. */
function count(text: string, mark: string): number {
  let found = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) found++;
  return found;
}
