import { glob } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { baseUrl, signIn, stack } from "../../dev/testing/client.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

const get = (address: string, headers: Record<string, string> = {}) =>
  fetch(baseUrl + address, { headers, redirect: "manual" });

const NO_PAGE = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** What nobody but the one who asked may keep. */
const ANSWERS = {
  "a page": "/login",
  "a page that is not there": "/no/such/page/at/all",
  "a redirect to the login page": "/new-organization",
  "a liveness check": "/api/health",
  "a call that was refused": "/api/trpc/organization.list",
  "a call that does not exist": "/api/trpc/no.such",
  "an auth endpoint": "/api/auth/sign-out",
  "a callback that leads to an error": "/api/auth/callback/google?error=access_denied",
  "an address of the API that does not exist": "/api/nothing",
  "a WebSocket that was refused": "/api/ws/org_none",
};

describe.each(Object.entries(ANSWERS))("%s", (_, address) => {
  it("is protected, is not kept by anybody, and names version and request", async () => {
    const { headers } = await get(address);
    expect(Object.fromEntries(headers)).toMatchObject({
      ...SECURITY_HEADERS,
      "cache-control": "no-store",
      "content-security-policy": expect.stringMatching(/frame-ancestors 'none'/),
      "x-os2-version": expect.stringMatching(/^[0-9a-f]{7,}(-dirty)?$|^unknown$/),
      "x-request-id": expect.stringMatching(/^[\w.-]{8,}$/),
    });
    expect(headers.get("content-security-policy")).toMatch(/base-uri 'none'/);
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("strict-transport-security"), "over http").toBeNull();
  });
});

it("a page of somebody signed in is not kept either", async () => {
  const person = await signIn();
  for (const address of ["/new-organization", "/user/settings"]) {
    const page = await person.fetch(address);
    expect(page.status).toBe(200);
    expect(page.headers.get("cache-control")).toBe("no-store");
  }
});

it("an answer of the API is nothing to be shown as a page", async () => {
  const { headers } = await get("/api/health");
  expect(headers.get("content-security-policy")).toBe(NO_PAGE);
});

describe("a page's content security policy", () => {
  const nonceOf = (policy: string | null) => /'nonce-([^']+)'/.exec(policy ?? "")?.[1] ?? "";

  it("lets its own scripts run and no other", async () => {
    const page = await get("/login");
    const policy = page.headers.get("content-security-policy") ?? "";
    const nonce = nonceOf(policy);
    expect(atob(nonce)).toHaveLength(16);
    expect(policy).toContain(`script-src 'self' 'nonce-${nonce}'`);
    expect(policy).not.toContain("unsafe");
    for (const directive of ["default-src", "object-src", "base-uri", "frame-ancestors"])
      expect(policy).toContain(`${directive} 'none'`);
    expect(policy).toContain("form-action 'self'");
    expect(policy).toContain("report-uri /api/csp-report");
    expect(page.headers.get("reporting-endpoints")).toBe('csp="/api/csp-report"');

    const scripts = (await page.text()).match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
  });

  it("has a nonce of its own in each response", async () => {
    const pages = await Promise.all(Array.from({ length: 10 }, () => get("/login")));
    const nonces = pages.map(({ headers }) => nonceOf(headers.get("content-security-policy")));
    expect(new Set(nonces).size).toBe(pages.length);
  });
});

describe("static files", () => {
  it("with their content's hash in the name are kept for a year", async () => {
    const client = path.resolve(stack.dataDir, "build/client");
    for await (const file of glob("assets/*", { cwd: client })) {
      const { status, headers } = await get(`/${file}`);
      expect(status).toBe(200);
      expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("are protected too, and asked for again when their name stays", async () => {
    const { headers } = await get("/favicon.svg");
    expect(Object.fromEntries(headers)).toMatchObject({
      "cache-control": "public, max-age=0, must-revalidate",
      "content-security-policy": NO_PAGE,
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "same-origin",
      "strict-transport-security": "max-age=63072000; includeSubDomains",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
  });
});
