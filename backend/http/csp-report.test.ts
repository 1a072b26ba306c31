import { describe, expect, it } from "vitest";
import { baseUrl } from "../../dev/testing/client.ts";
import { linesOf, newRequestId } from "../../dev/testing/logs.ts";

async function report(body: string, type = "application/reports+json") {
  const requestId = newRequestId();
  const answer = await fetch(`${baseUrl}/api/csp-report`, {
    method: "POST",
    headers: { "content-type": type, "x-request-id": requestId },
    body,
  });
  const lines = await linesOf(requestId);
  const violations = lines.filter(({ message }) => message.startsWith("content security policy"));
  return { status: answer.status, violations };
}

const violation = {
  type: "csp-violation",
  body: {
    effectiveDirective: "script-src-elem",
    blockedURL: "https://evil.example/steal.js?token=hidden-in-the-query",
    documentURL: "http://localhost/acme?code=hidden-in-the-query#hidden",
    sourceFile: null,
    lineNumber: 3,
    sample: "hidden-in-the-sample",
  },
};

describe("reports about the content security policy", () => {
  it("are logged in the Reporting API's form, a line each, without queries and samples", async () => {
    const other = { type: "deprecation", body: {} };
    const { status, violations } = await report(JSON.stringify([violation, other, violation]));
    expect(status).toBe(204);
    expect(violations).toHaveLength(2);
    expect(violations[0]).toMatchObject({
      level: "warn",
      directive: "script-src-elem",
      blocked: "https://evil.example/steal.js",
      page: "http://localhost/acme",
      line: 3,
    });
    expect(JSON.stringify(violations)).not.toContain("hidden");
  });

  it("are logged in the form of report-uri", async () => {
    const body = {
      "csp-report": {
        "document-uri": "http://localhost/login",
        "violated-directive": "style-src",
        "blocked-uri": "inline",
      },
    };
    const { status, violations } = await report(JSON.stringify(body), "application/csp-report");
    expect(status).toBe(204);
    expect(violations).toMatchObject([
      { directive: "style-src", blocked: "inline", page: "http://localhost/login" },
    ]);
  });

  it.each([
    ["that are no JSON", "{", 400],
    ["of another shape", '{"csp-report":{"blocked-uri":1}}', 400],
    ["without anything in them", "[]", 400],
    ["of more than a browser would gather", JSON.stringify(Array(21).fill(violation)), 400],
    ["that are too big", JSON.stringify([{ ...violation, pad: "x".repeat(70_000) }]), 413],
  ])("%s are refused", async (_, body, expected) => {
    const { status, violations } = await report(body);
    expect(status).toBe(expected);
    expect(violations).toEqual([]);
  });
});
