import {
  Log,
  LogLevel,
  Miniflare,
  type Request as MiniflareRequest,
  Response as MiniflareResponse,
} from "miniflare";
import path from "node:path";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { env, service, stack, uniqueEmail } from "../../dev/testing/client.ts";
import { stackWorkers } from "../../dev/workers.ts";
import { parseAppEnv } from "../../env.ts";

// The stack's own build over its own database, started in workerd as another stage would be.

const PUBLIC_URL = "https://os2.example";
const DATABASE_HOST = "database.example";
const SERVICE_AUTH_TOKEN = "a-service-token-of-the-production-stage";
const token = { "x-service-auth-token": SERVICE_AUTH_TOKEN };
const startedSchema = z.object({ url: z.url() });

let url = "";
let miniflare: Miniflare | undefined;

beforeAll(async () => {
  const gateway = new URL(env.PSCALE_DATABASE_URL);
  const bindings = parseAppEnv({
    BETTER_AUTH_SECRET: "a-secret-of-the-production-stage-alone",
    GOOGLE_CLIENT_ID: "google-id",
    GOOGLE_CLIENT_SECRET: "google-secret",
    SLACK_CLIENT_ID: "slack-id",
    SLACK_CLIENT_SECRET: "slack-secret",
    SLACK_SIGNING_SECRET: "slack-signing-secret",
    SERVICE_AUTH_TOKEN,
    VITE_PUBLIC_URL: PUBLIC_URL,
    VITE_APP_STAGE: "prd",
    PSCALE_DATABASE_URL: `https://${gateway.username}:${gateway.password}@${DATABASE_HOST}`,
  });
  const workers = await stackWorkers({ buildDir: path.resolve(stack.dataDir, "build"), stack });
  miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    log: new Log(LogLevel.WARN),
    // The log of these requests is nobody's.
    handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
      stdout.resume();
      stderr.resume();
    },
    workers: workers.map((worker) => ({
      ...worker,
      ...(worker.name === "app" && { bindings }),
      unsafeDirectSockets: [],
      // The database is the stack's; nothing else can be reached.
      outboundService: async (request: MiniflareRequest) => {
        const target = new URL(request.url);
        if (target.hostname !== DATABASE_HOST) return new MiniflareResponse(null, { status: 502 });
        const answer = await fetch(new URL(target.pathname, gateway.origin), {
          method: request.method,
          headers: Object.fromEntries(request.headers),
          body: await request.text(),
        });
        const headers = { "content-type": answer.headers.get("content-type") ?? "" };
        return new MiniflareResponse(await answer.text(), { status: answer.status, headers });
      },
    })),
  });
  url = (await miniflare.ready).origin;
}, 60_000);

afterAll(() => miniflare?.dispose());

const post = (pathname: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url + pathname, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/json", origin: PUBLIC_URL, ...headers },
    body: JSON.stringify(body),
  });

describe("a stage that is not local", () => {
  it("has no dev-mode login, and does not offer it", async () => {
    expect((await post("/api/auth/dev/login", { email: "admin@example.com" })).status).toBe(404);
    const page = await fetch(`${url}/login`);
    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain("Dev mode login");
  });

  it("is asked for over https alone, from the first answer on", async () => {
    for (const path of ["/login", "/api/health", "/api/trpc/user.me", "/favicon.svg"]) {
      const { headers } = await fetch(url + path, { redirect: "manual" });
      expect(headers.get("strict-transport-security")).toBe("max-age=63072000; includeSubDomains");
    }
  });

  it.each(["createUser", "reset"])("has no testing.%s, whatever the token", async (procedure) => {
    const response = await post(`/api/trpc/testing.${procedure}`, { email: uniqueEmail() }, token);
    expect(response.status).toBe(404);
  });

  it("sets cookies that browsers keep to https, and understands them", async () => {
    const { email } = await service.testing.createUser.mutate({ email: uniqueEmail() });
    const response = await post("/api/auth/service-auth/session", { email }, token);
    expect(response.status).toBe(200);
    const cookies = response.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(1);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Secure-better-auth\./);
      expect(cookie).toMatch(/; HttpOnly/);
      expect(cookie).toMatch(/; Secure/);
      expect(cookie).toMatch(/; SameSite=Lax/);
    }
    const cookie = cookies.map((c) => c.split(";")[0]).join("; ");
    const me = await fetch(`${url}/api/trpc/user.me`, { headers: { cookie } });
    expect(await me.json()).toMatchObject({ result: { data: { user: { email } } } });
    // The name that the cookie has without https is not taken for it.
    const plain = cookie.replaceAll("__Secure-", "");
    const refused = await fetch(`${url}/api/trpc/user.me`, { headers: { cookie: plain } });
    expect(refused.status).toBe(401);
  });

  it("signs in at Google itself, with PKCE and the three scopes that say who somebody is", async () => {
    const response = await post("/api/auth/sign-in/social", {
      provider: "google",
      callbackURL: "/",
    });
    const page = new URL(startedSchema.parse(await response.json()).url);
    expect(page.origin).toBe("https://accounts.google.com");
    expect(page.searchParams.get("code_challenge_method")).toBe("S256");
    expect(page.searchParams.get("scope")?.split(" ").sort()).toEqual([
      "email",
      "openid",
      "profile",
    ]);
    expect(page.searchParams.get("redirect_uri")).toBe(`${PUBLIC_URL}/api/auth/callback/google`);
  });
});
