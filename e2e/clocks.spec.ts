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
