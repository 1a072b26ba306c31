import { gzipSync } from "node:zlib";
import { expect, signInWithInstance, test, useSession } from "./fixtures.ts";

const LIMIT_KB = 160;

test(`the machines page runs on at most ${LIMIT_KB} kB of compressed JavaScript`, async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  await owner.api.machine.create.mutate({ ...scope, name: "worker-1", type: "daytona" });
  await useSession(context, owner);

  const scripts: Promise<[file: string, bytes: number]>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    scripts.push(
      response.body().then((body) => [new URL(response.url()).pathname, compressed(body)]),
    );
  });
  // The last thing to be loaded is what keeps the page live.
  const live = page.waitForEvent("websocket");
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  await live;
  await page.waitForLoadState("networkidle");

  const files = (await Promise.all(scripts)).sort(([, a], [, b]) => b - a);
  const total = files.reduce((sum, [, bytes]) => sum + bytes, 0);
  const table = files.map(([file, bytes]) => `${bytes} ${file}`).join("\n");
  await test.info().attach("scripts", { body: `${total}\n${table}` });
  expect(total, table).toBeGreaterThan(50_000);
  expect(total, table).toBeLessThanOrEqual(LIMIT_KB * 1000);
});

test("the entry ends its first task before it evaluates React's renderer", async ({ request }) => {
  const page = await (await request.get("/login")).text();
  const [, entry = ""] = /<script type="module"[^>]* src="([^"]+)"/.exec(page) ?? [];
  const code = await (await request.get(entry)).text();
  // What ends it (app/first-task.ts) has to be the first of its imports.
  expect(code).toContain("hydrateRoot");
  const [firstTask = ""] = code.replace(/^(import[^;]*;)+/, "").split("await ");
  expect(firstTask).not.toMatch(/=\w+\(/);
});

const compressed = (body: Buffer) => gzipSync(body, { level: 9 }).length;
