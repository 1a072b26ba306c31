import { Hono } from "hono";
import { z } from "zod";
import { log } from "../log/log.ts";
import { refusalOfAddress } from "./rate-limit.ts";
import { type BodyVariables, wholeRequest } from "./request-limits.ts";

// Browsers tell what a page wanted to do and was not allowed to: somebody's injected script, an extension
// of the browser, or a mistake of ours. Anybody can send one, so a report is believed in nothing.

/** Browsers gather reports of up to a minute. */
const MAX_REPORTS = 20;

const text = z.string().max(8192).optional();
const line = z.number().int().nonnegative().nullish();

/** https://www.w3.org/TR/CSP3/#reporting, as the Reporting API sends it. */
const reports = z
  .array(
    z.object({
      type: z.string().max(100),
      body: z.object({
        effectiveDirective: text,
        blockedURL: text,
        documentURL: text,
        sourceFile: text.nullable(),
        lineNumber: line,
      }),
    }),
  )
  .min(1)
  .max(MAX_REPORTS);

/** The same as `report-uri` sends it, which is all that some browsers know. */
const report = z.object({
  "csp-report": z.object({
    "effective-directive": text,
    "violated-directive": text,
    "blocked-uri": text,
    "document-uri": text,
    "source-file": text,
    "line-number": line,
  }),
});

interface Violation {
  directive?: string;
  blocked?: string;
  page?: string;
  source?: string;
  line?: number;
}

const violations = z.union([
  reports.transform((list) =>
    list
      .filter(({ type }) => type === "csp-violation")
      .map(({ body }): Violation => ({
        directive: body.effectiveDirective,
        blocked: body.blockedURL,
        page: body.documentURL,
        source: body.sourceFile ?? undefined,
        line: body.lineNumber ?? undefined,
      })),
  ),
  report.transform(({ "csp-report": body }): Violation[] => [
    {
      directive: body["effective-directive"] ?? body["violated-directive"],
      blocked: body["blocked-uri"],
      page: body["document-uri"],
      source: body["source-file"],
      line: body["line-number"] ?? undefined,
    },
  ]),
]);

/** Where a browser says something was, without the query and the fragment, which may hold a secret. */
const place = (url: string | undefined) => url?.replace(/[?#].*$/s, "").slice(0, 300);

export const cspReport = new Hono<{ Variables: BodyVariables }>().post("/csp-report", async (c) => {
  const body: unknown = await wholeRequest(c)
    .json()
    .catch(() => undefined);
  const refusal = await refusalOfAddress("REPORT_LIMIT", c.req.raw.headers);
  if (refusal) return refusal;
  const found = violations.safeParse(body);
  if (!found.success)
    return c.json({ error: "This takes reports about the content security policy." }, 400);
  for (const { directive, blocked, page, source, line } of found.data)
    log("warn", "content security policy violated", {
      directive: directive?.slice(0, 100),
      blocked: place(blocked),
      page: place(page),
      source: place(source),
      line,
    });
  return c.body(null, 204);
});
