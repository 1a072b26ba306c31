import { waitUntil } from "cloudflare:workers";
import { createMiddleware } from "hono/factory";
import { REQUEST_ID, requestId } from "../http/request-id.ts";
import { log } from "./log.ts";
import { type RequestRecord, withRecord } from "./request-record.ts";

/** Writes one line for each request when it has been answered, to the end of its body. */
export const logRequest = createMiddleware(async (c, next) => {
  const started = Date.now();
  const record: RequestRecord = {
    id: requestId(c.req.raw.headers),
    statements: 0,
    notes: new Set(),
  };
  await withRecord(record, next);

  const answer = c.res;
  const write = () =>
    log(levelOf(answer.status), "request", {
      requestId: record.id,
      method: c.req.method,
      // Without the query: sign-ins end on one that has a code in it.
      route: c.req.path.slice(0, 200),
      status: answer.status,
      ms: Date.now() - started,
      userId: record.userId,
      organizationId: record.organizationId,
      statements: record.statements,
      ...(record.notes.size > 0 && { notes: [...record.notes] }),
    });
  if (answer.status !== 101) answer.headers.set(REQUEST_ID, record.id);
  if (record.ended) waitUntil(record.ended.then(write));
  else write();
});

const levelOf = (status: number) => (status >= 500 ? "error" : "info");
