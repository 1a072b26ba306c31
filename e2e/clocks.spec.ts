import type { BrowserContext } from "@playwright/test";
import { adminAndOwner } from "./admin.ts";
import { expect, signInWithInstance, test, useSession } from "./fixtures.ts";

const MINUTE_MS = 60_000;

/** A computer whose clock is off. */
const setClockOff = (context: BrowserContext, minutes: number) =>
  context.addInitScript((ms) => {
    const { now } = Date;
    class WrongDate extends Date {
      constructor(...args: [] | [number]) {
        super(args[0] ?? now() + ms);
      }
      static override now = () => now() + ms;
    }
    Reflect.set(globalThis, "Date", WrongDate);
  }, minutes * MINUTE_MS);

for (const minutes of [31, -31])
  test(`times are the server's where the browser's clock is off by ${minutes} minutes`, async ({
    page,
    context,
  }) => {
    const { owner, scope } = await signInWithInstance();
    await owner.api.machine.create.mutate({ ...scope, name: "worker-1", type: "daytona" });
    await setClockOff(context, minutes);
    await useSession(context, owner);
    await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
    const row = page.getByRole("row", { name: /worker-1/ });
    await row.getByRole("button", { name: "Archive worker-1" }).click();
    await expect(row).toContainText("archived");
    await expect(row.getByRole("time")).toHaveText("just now");
  });

test("an impersonation lasts as long as the server lets it, whatever the browser's clock says", async ({
  page,
  context,
}) => {
  const { admin, person } = await adminAndOwner();
  await admin.api.admin.impersonate.mutate({ userId: person.id, reason: "They asked for help" });
  await setClockOff(context, 31);
  await useSession(context, admin);
  const live = page.waitForEvent("websocket");
  await page.goto("/");
  await live;
  const banner = page.getByRole("region", { name: "Impersonation" });
  await expect(banner).toContainText(/ends in (29|30) minutes/);
});

test("a ban ends at a time that the server calls future", async ({ page, context }) => {
  const { admin, person } = await adminAndOwner();
  await setClockOff(context, 31);
  await useSession(context, admin);
  await page.goto(`/admin?q=${person.email}`);
  await page.getByRole("button", { name: `Actions for ${person.name}` }).click();
  await page.getByRole("menuitem", { name: "Ban…" }).click();
  await page.getByLabel("Reason").fill("Spam");
  const choose = (minutes: number) =>
    page
      .getByLabel("Until")
      .fill(new Date(Date.now() + minutes * MINUTE_MS).toISOString().slice(0, 16));
  const ban = page.getByRole("button", { name: "Ban", exact: true });
  await choose(-10);
  await ban.click();
  await expect(page.getByText("Please choose a time in the future.")).toBeVisible();
  await choose(10);
  await ban.click();
  await expect(page.getByRole("row").filter({ hasText: person.email })).toContainText("Banned");
});

test("what came with the page is not asked again where the browser's clock is fast", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  await setClockOff(context, 31);
  await useSession(context, owner);
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("machine.list")) asked.push(request.url());
  });
  const live = page.waitForEvent("websocket");
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  await live;
  expect(asked).toEqual([]);
});
