import { faultsAt, type Faults } from "../dev/testing/faults/control.ts";
import { startFaultStack } from "../dev/testing/faults/stack.ts";
import { awaitingReact, expect, test as base } from "./fixtures.ts";

// What people see of a part that is away, on a stack of its own whose parts go wrong on command.

type Stack = Awaited<ReturnType<typeof startFaultStack>>;

const test = base.extend<{ faults: Faults }, { stack: Stack }>({
  stack: [
    async ({ browserName }, provide) => {
      const stack = await startFaultStack(`faults-${browserName}`);
      await provide(stack);
      await stack.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ stack }, provide) => provide(stack.url),
  faults: async ({ stack }, provide) => provide(faultsAt(stack.control)),
  expectedProblem: /status of 502|Unexpected response code: 50\d|The database can't be reached/,
});
// All in one worker, so on one stack.
test.describe.configure({ mode: "default" });

test("a database that goes away in the middle of the work is said to be, and nothing typed is lost", async ({
  page,
  login,
  faults,
}) => {
  await login();
  await page.goto("/new-organization");
  await page.getByLabel("Name").fill("Acme");
  await faults.strike("database", { kind: "refuse" });
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByText("The database can't be reached right now")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("Acme");

  await faults.mend("database");
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByRole("heading", { name: "Create your first instance" })).toBeVisible();

  await faults.strike("database", { kind: "cut" });
  const away = await page.reload();
  expect(away?.status()).toBe(503);
  await expect(page.getByRole("heading", { name: "The database is away" })).toBeVisible();
  await faults.mend("database");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Create your first instance" })).toBeVisible();
});

test("signing in while the database or Google is away ends on the login page, which says so", async ({
  page,
  faults,
}) => {
  await page.goto("/login");
  await faults.strike("database", { kind: "refuse" });
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await faults.mend("database");

  await page.getByRole("button", { name: "Continue with Google" }).click();
  const account = page.getByRole("button", { name: /newcomer@example.com/ });
  await expect(account).toBeVisible();
  await faults.strike("google", { kind: "error", matching: "token" });
  await account.click();
  await expect(page.getByText("Google did not confirm who you are")).toBeVisible();
  await faults.mend("google");

  await page.getByRole("button", { name: "Continue with Google" }).click();
  await account.click();
  await expect(page.getByRole("link", { name: "Create organization" })).toBeVisible();
});

test("an app that is away is said to be by the edge proxy, and is back at the next load", async ({
  page,
  login,
  faults,
}) => {
  await login();
  await faults.strike("app", { kind: "refuse" });
  const away = await page.goto("/");
  expect(away?.status()).toBe(502);
  await expect(page.getByRole("heading", { name: "OS2 is away" })).toBeVisible();
  await faults.mend("app");
  await awaitingReact(page).reload();
  await expect(page.getByRole("link", { name: "Create organization" })).toBeVisible();
});

test("a page whose live updates can't be had works, and gets them by itself when they are back", async ({
  page,
  login,
  faults,
}) => {
  await login();
  await faults.strike("rooms", { kind: "error" });
  await page.goto("/new-organization");
  await page.getByLabel("Name").fill("Acme");
  await page.getByRole("button", { name: "Create organization" }).click();
  await page.getByRole("button", { name: "Create instance" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("production");
  await page.getByRole("dialog").getByRole("button", { name: "Create instance" }).click();
  await expect(page.getByText("Reconnecting…")).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Create machine" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("worker-1");
  await page.getByRole("dialog").getByRole("button", { name: "Create machine" }).click();
  await expect(page.getByRole("row", { name: /worker-1/ })).toBeVisible();

  await faults.mend("rooms");
  await expect(page.getByText("Reconnecting…")).toBeHidden({ timeout: 20_000 });
});
