import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signIn } from "../dev/testing/client.ts";
import { startWorkers } from "../dev/testing/workers.ts";

describe("while the database is away", () => {
  let workers: Awaited<ReturnType<typeof startWorkers>>;
  let cookie: string;

  beforeAll(async () => {
    cookie = (await signIn()).cookieHeader();
    // Nothing listens on port 9 (discard).
    workers = await startWorkers({ PSCALE_DATABASE_URL: "http://os2:os2-local@127.0.0.1:9" });
  });
  afterAll(() => workers.stop());

  const get = (path: string) =>
    fetch(`${workers.url}${path}`, { headers: { cookie }, redirect: "manual" });

  it("a page says so with status 503", async () => {
    for (const path of ["/", "/acme/production"]) {
      const page = await get(path);
      expect(page.status).toBe(503);
      expect(await page.text()).toContain("The database is away");
    }
  });

  it("the API says so with status 503, and nothing of the inside", async () => {
    const answer = await get("/api/trpc/user.me");
    expect(answer.status).toBe(503);
    const text = await answer.text();
    expect(text).toContain("SERVICE_UNAVAILABLE");
    expect(text).not.toMatch(/select|session/i);
  });

  it("is alive but not ready", async () => {
    expect((await get("/api/health")).status).toBe(200);
    const ready = await get("/api/ready");
    expect(ready.status).toBe(503);
    expect(ready.headers.get("retry-after")).toBe("5");
  });

  it("still shows the login page to somebody without a session", async () => {
    expect((await fetch(`${workers.url}/login`)).status).toBe(200);
  });
});
