import { rm } from "node:fs/promises";
import path from "node:path";
import { chromium } from "@playwright/test";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { type AppEnv, localAppEnv, localStack } from "../env.ts";
import { startChild } from "./child.ts";
import { descendants, describeProcess } from "./mysql/process.ts";
import { freePortBlock, requireFreePorts } from "./ports.ts";
import { findChromium } from "./setup/chromium.ts";
import { eventCallback, INNER_EVENTS } from "./slack-sender/events.ts";
import { sendEvent } from "./slack-sender/send.ts";

// bin/dev as somebody types it who has just cloned the repository: nothing is there from an earlier start. The other
// tests run on a build, where all modules are loaded before there is a request; here it is a request that loads them.

/** Longer than bin/dev waits for itself, so that it says what is wrong. */
const PATIENCE_MS = 180_000;

test(
  "bin/dev serves the dashboard, and leaves nothing running",
  { timeout: PATIENCE_MS },
  async () => {
    const shared = localStack();
    const PORT_BASE = String(await freePortBlock(shared.ports.mysql + 3001, 6));
    const dataDir = path.resolve(shared.dataDir, "dev");
    await rm(dataDir, { recursive: true, force: true });
    const stack = localStack({ PORT_BASE, DATA_DIR: dataDir });
    const dev = await startChild({
      name: "dev",
      command: ["env", `PORT_BASE=${PORT_BASE}`, `DATA_DIR=${dataDir}`, "bin/dev"],
      logDir: path.join(dataDir, "logs"),
      ready: new RegExp(`^ready http://localhost:${PORT_BASE}$`),
    });
    let running: number[] = [];
    try {
      await useDashboard(localAppEnv(stack, {}));
      running = descendants(process.pid);
    } finally {
      await dev.stop();
    }
    expect(await dev.exited).toEqual({ code: 0, signal: null });
    // A worker, Vite, a gateway, a database and who watches over each.
    expect(running.length).toBeGreaterThan(8);
    await expect.poll(() => running.map(describeProcess).filter(Boolean)).toEqual([]);
    await requireFreePorts(stack);
  },
);

async function useDashboard({ VITE_PUBLIC_URL: url, SLACK_SIGNING_SECRET: signingSecret }: AppEnv) {
  await using browser = await chromium.launch({
    executablePath: findChromium(),
    args: ["--no-sandbox"],
  });
  const context = await browser.newContext({ baseURL: url });
  const { request } = context;
  const signIn = await request.post("/api/auth/dev/login", {
    data: { email: "owner@example.com" },
    headers: { origin: url },
  });
  expect(signIn.status(), await signIn.text()).toBe(200);

  // What one request leaves behind must not be in the way of the next.
  for (const time of ["first", "second"]) {
    // Redirects to the first instance.
    const page = await request.get("/");
    expect(page.status(), `${time} time`).toBe(200);
    expect(await page.text()).toContain("worker-old");
  }
  const event = eventCallback({ team_id: "T0DEV" }, INNER_EVENTS.message("Hello"));
  expect((await sendEvent({ url, signingSecret }, event)).status).toBe(200);

  // As in production: refused by the app, in plain HTTP.
  expect(await upgradeStatus(url)).toBe(401);

  // As its first page a newcomer sees the login.
  const page = await (await browser.newContext({ baseURL: url })).newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  // Opened when the page's code has arrived, and has found what it needs on the server.
  const live = page.waitForEvent("websocket", (socket) => socket.url().includes("/api/ws/"));
  await page.goto("/");
  await page.getByRole("button", { name: "Dev mode login" }).click();
  await page.getByLabel("Email").fill("owner@example.com");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await live;
  await page.getByRole("button", { name: "Archive api-1" }).click();
  await page.getByRole("button", { name: "Restore api-1" }).waitFor();
  expect(problems).toEqual([]);
}

function upgradeStatus(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/api/ws/org_none`, {
      headers: { origin: url },
    });
    socket.on("unexpected-response", (request, { statusCode }) => {
      resolve(statusCode);
      request.destroy();
    });
    socket.on("open", () => resolve(101)).on("error", reject);
  });
}
