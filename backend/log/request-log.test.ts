import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Browser, env, signIn, signInWithInstance, uniqueEmail } from "../../dev/testing/client.ts";
import { linesOf, newRequestId } from "../../dev/testing/logs.ts";
import { startWorkers } from "../../dev/testing/workers.ts";

/** Sends a request and reads its answer to the end. @returns the line of it, and all there are. */
async function logged(browser: Browser, path: string, init: RequestInit = {}) {
  const requestId = newRequestId();
  const headers = { ...Object.fromEntries(new Headers(init.headers)), "x-request-id": requestId };
  const answer = await browser.fetch(path, { ...init, headers });
  const text = await answer.text();
  const lines = await linesOf(requestId);
  expect(answer.headers.get("x-request-id")).toBe(requestId);
  const [line, ...others] = lines.filter(({ message }) => message === "request");
  expect(others).toEqual([]);
  return { text, lines, line };
}

const listInput = (scope: object) => encodeURIComponent(JSON.stringify(scope));
const json = (body: unknown) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

describe("the line of a request", () => {
  it("says what was asked by whom, where, and what it took", async () => {
    const { owner, scope } = await signInWithInstance();
    const { organizations, user } = await owner.api.user.me.query();
    const { line } = await logged(owner, `/api/trpc/machine.list?input=${listInput(scope)}`);
    expect(line).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: "info",
      message: "request",
      requestId: expect.stringMatching(/^test-/),
      method: "GET",
      route: "/api/trpc/machine.list",
      status: 200,
      ms: expect.any(Number),
      userId: user.id,
      organizationId: organizations[0]?.id,
      statements: 2,
    });
  });

  it("of calls that are streamed is written at the end, with what became of each", async () => {
    const { owner, scope } = await signInWithInstance();
    const inputs = listInput({ 0: scope, 1: { ...scope, instanceSlug: "none" } });
    const { line } = await logged(
      owner,
      `/api/trpc/machine.list,machine.list?batch=1&input=${inputs}`,
      { headers: { "trpc-accept": "application/jsonl" } },
    );
    expect(line).toMatchObject({
      status: 200,
      userId: expect.stringMatching(/^usr_/),
      statements: 3,
      notes: ["NOT_FOUND machine.list"],
    });
  });

  it("of a page has the statements of all its parts", async () => {
    const { owner, scope } = await signInWithInstance();
    const path = `/${scope.organizationSlug}/${scope.instanceSlug}`;
    const { line } = await logged(owner, path);
    expect(line).toMatchObject({
      route: path,
      status: 200,
      userId: expect.stringMatching(/^usr_/),
      organizationId: expect.stringMatching(/^org_/),
    });
    expect(line?.["statements"]).toBeGreaterThanOrEqual(2);
  });

  it("of a mutation counts neither BEGIN nor COMMIT", async () => {
    const person = await signIn();
    const { line } = await logged(person, "/api/trpc/user.updateProfile", json({ name: "Ada" }));
    expect(line?.["statements"]).toBeLessThanOrEqual(4);
    expect(line?.["statements"]).toBeGreaterThanOrEqual(2);
  });

  it("of a sign-in and a sign-out says so, and whose it is", async () => {
    const browser = new Browser();
    const login = await logged(browser, "/api/auth/dev/login", json({ email: uniqueEmail() }));
    const { user } = await browser.api.user.me.query();
    expect(login.line).toMatchObject({ userId: user.id, notes: ["session made"] });
    const out = await logged(browser, "/api/auth/sign-out", json({}));
    expect(out.line).toMatchObject({ userId: user.id, notes: ["session ended"] });
  });

  it("of a sign-in that failed says why", async () => {
    const { line } = await logged(new Browser(), "/api/auth/callback/google?code=x&state=x");
    expect(line).toMatchObject({ status: 302, route: "/api/auth/callback/google" });
    expect(line?.["notes"]).toEqual([expect.stringMatching(/^failed [a-z_]+$/)]);
    const wrong = await logged(new Browser(), "/api/auth/service-auth/session", {
      ...json({ email: uniqueEmail() }),
      headers: { "content-type": "application/json", "x-service-auth-token": "wrong" },
    });
    expect(wrong.line).toMatchObject({ status: 401 });
  });

  it("of what was refused says what and to whom", async () => {
    const { owner, scope } = await signInWithInstance();
    const stranger = await signIn();
    const { user } = await stranger.api.user.me.query();
    const input = { ...scope, name: "mine", type: "daytona" };
    const refused = await logged(stranger, "/api/trpc/machine.create", json(input));
    expect(refused.line).toMatchObject({
      status: 404,
      userId: user.id,
      notes: ["NOT_FOUND machine.create"],
    });
    expect(refused.line).not.toHaveProperty("organizationId");
    const forbidden = await logged(stranger, "/api/trpc/admin.users");
    expect(forbidden.line?.["notes"]).toEqual(["FORBIDDEN admin.users"]);
    const invalid = await logged(owner, "/api/trpc/machine.create", json({ ...input, name: "" }));
    expect(invalid.line?.["notes"]).toEqual(["BAD_REQUEST machine.create"]);
    const nothing = await logged(stranger, "/api/trpc/no such <procedure>");
    expect(nothing.line?.["notes"]).toEqual(["NOT_FOUND of no procedure"]);
  });

  it("takes no id that could forge another line", async () => {
    const answer = await new Browser().fetch("/api/health", {
      headers: { "x-request-id": 'x","level":"error"' },
    });
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("while the database is away", () => {
  let workers: Awaited<ReturnType<typeof startWorkers>>;
  let cookie: string;

  beforeAll(async () => {
    cookie = (await signIn()).cookieHeader();
    workers = await startWorkers({ PSCALE_DATABASE_URL: "http://os2:os2-local@127.0.0.1:9" });
  });
  afterAll(() => workers.stop());

  /** @returns the one error that was logged of the request. */
  async function fail(path: string, init: RequestInit = {}) {
    const requestId = newRequestId();
    const answer = await fetch(workers.url + path, {
      ...init,
      headers: {
        ...Object.fromEntries(new Headers(init.headers)),
        cookie,
        "x-request-id": requestId,
      },
    });
    expect(answer.status).toBe(503);
    const text = await answer.text();
    const lines = await linesOf(requestId, workers.logFile);
    const errors = lines.filter(({ level, message }) => level === "error" && message !== "request");
    expect(errors.length).toBeGreaterThan(0);
    expect(lines.at(-1)).toMatchObject({ level: "error", message: "request", status: 503 });
    return { text, requestId, errors };
  }

  it("a call's answer has the reference under which the log knows why", async () => {
    const { text, requestId, errors } = await fail("/api/trpc/user.me");
    const { error } = z
      .object({ error: z.object({ data: z.object({ requestId: z.string() }) }) })
      .parse(JSON.parse(text));
    expect(error.data.requestId).toBe(requestId);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ procedure: "user.me", error: { name: expect.any(String) } });
  });

  it("a page shows that reference", async () => {
    const { text, requestId } = await fail("/acme/production");
    expect(text).toContain(`Reference: ${requestId}`);
  });

  it("other answers of the API say it, and the log has it once", async () => {
    const { text, requestId, errors } = await fail("/api/ready");
    expect(text).toContain(`Reference: ${requestId}`);
    expect(errors).toHaveLength(1);
  });

  it("nothing of the statement's parameters is logged", async () => {
    const token = decodeURIComponent(/session_token=([^.;]+)/.exec(cookie)?.[1] ?? "");
    expect(token.length).toBeGreaterThan(20);
    for (const path of ["/api/trpc/user.me", "/acme", "/api/ready"]) {
      const { errors } = await fail(path);
      expect(JSON.stringify(errors)).not.toContain(token);
      expect(JSON.stringify(errors)).not.toContain(env.BETTER_AUTH_SECRET);
    }
  });
});
