import { readFile } from "node:fs/promises";
import { eventCallback, INNER_EVENTS, slackId } from "../dev/slack-sender/events.ts";
import { signIn, signInAsAdmin, userOf } from "../dev/testing/client.ts";
import { deliver } from "../dev/testing/slack.ts";
import { ADMIN_PAGES, adminAndOwner, keepWhatWasTyped } from "./admin.ts";
import {
  awaitingReact,
  expect,
  hold,
  refuse,
  signInWithInstance,
  test,
  uniqueEmail,
  UNREACHABLE,
  useSession,
  whileUnreachable,
} from "./fixtures.ts";

test("who is banned is thrown out of an open page, and not let in again", async ({
  page,
  context,
  browser,
}) => {
  const { admin, owner, scope, person } = await adminAndOwner();
  const theirs = await browser.newContext();
  await useSession(theirs, owner);
  const theirPage = awaitingReact(await theirs.newPage());
  const opened = theirPage.waitForEvent("websocket");
  await theirPage.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  await opened;

  await useSession(context, admin);
  await page.goto(`/admin?q=${person.email}`);
  await page.getByRole("button", { name: `Actions for ${person.name}` }).click();
  await page.getByRole("menuitem", { name: "Ban…" }).click();
  await page.getByLabel("Reason").fill("Spam");
  await page.getByRole("button", { name: "Ban", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: person.email })).toContainText("Banned");

  await expect(theirPage).toHaveURL(/\/login/);
  await expect(signIn(person.email)).rejects.toThrow();
  await theirs.close();
});

test("the admin area is not there for anybody else", async ({ page, context }) => {
  const { owner } = await signInWithInstance();
  await useSession(context, owner);
  for (const path of ADMIN_PAGES) {
    const response = await page.goto(path);
    expect([path, response?.status()]).toEqual([path, 404]);
    await expect(page.getByText("There is nothing here")).toBeVisible();
  }
  await page.goto("/");
  await page.getByRole("button", { name: /account menu/ }).click();
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Admin" })).toBeHidden();
  await expect(page.getByRole("menuitem", { name: /Impersonate/ })).toBeHidden();
});

test("a platform admin without an organization is led to the admin pages, unless invited", async ({
  page,
  context,
}) => {
  const admin = await signInAsAdmin();
  await useSession(context, admin);
  await page.goto("/");
  await expect(page).toHaveURL(/\/admin$/);

  const { owner, scope } = await signInWithInstance();
  const { email } = await userOf(admin);
  await owner.api.organization.invite.mutate({ ...scope, email, role: "member" });
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "You are invited" })).toBeVisible();
});

test("the audit log is filtered, and exported as it is filtered", async ({ page, context }) => {
  const email = uniqueEmail("auditor");
  const person = await signIn(email);
  for (const name of ["=HYPERLINK(1)", "Second"])
    await person.api.organization.create.mutate({ name });
  await useSession(context, await signInAsAdmin());
  await page.goto("/admin/audit");
  await page.getByLabel("Actor").fill(email);
  await page.getByLabel("Action").selectOption("organization.create");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/actor=/);
  await expect(page.getByRole("row")).toHaveCount(3);

  const exportCsv = page.getByRole("button", { name: "Export CSV" });
  const downloads: string[] = [];
  page.on("download", (file) => downloads.push(file.url()));
  await whileUnreachable(page, "**/api/trpc/admin.auditLog**", async () => {
    await exportCsv.click();
    await expect(page.getByText(UNREACHABLE)).toBeVisible();
  });
  // An answer that does not come is not waited for by who does not want to.
  await page.route("**/api/trpc/admin.auditLog**", () => {});
  await exportCsv.click();
  await page.getByRole("button", { name: "Cancel export (0)" }).click();
  await expect(exportCsv).toBeVisible();
  await page.unroute("**/api/trpc/admin.auditLog**");
  expect(downloads).toEqual([]);

  const download = page.waitForEvent("download");
  await exportCsv.click();
  const csv = await readFile(await (await download).path(), "utf8");
  const lines = csv.replace("\uFEFF", "").trimEnd().split("\r\n");
  expect(lines).toHaveLength(3);
  for (const line of lines.slice(1)) expect(line).toContain(`"organization.create"`);

  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page).toHaveURL("/admin/audit");
  await page.goto(`/admin/audit?actor=${email}&from=2100-01-01T00:00`);
  await expect(page.getByText("Nothing found")).toBeVisible();
});

test("session info shows this browser's session", async ({ page, context }) => {
  const admin = await signInAsAdmin();
  const { email } = await userOf(admin);
  await useSession(context, admin);
  await page.goto("/admin/session-info");
  await expect(page.getByText(email)).toBeVisible();
  await expect(page.getByText("better-auth.session_token")).toBeVisible();
  await expect(page.getByText("user-agent")).toBeVisible();
});

test("Slack events that found no instance are listed", async ({ page, context }) => {
  const workspaceId = slackId("T");
  const body = eventCallback({ team_id: workspaceId }, INNER_EVENTS.message("Is anybody here?"));
  await deliver(body);
  await useSession(context, await signInAsAdmin());
  await page.goto("/admin");
  await page.getByRole("link", { name: "Unrouted Slack events" }).click();
  const row = page.getByRole("row").filter({ hasText: body.event_id });
  await expect(row).toContainText(workspaceId);
  await expect(row).toContainText("slack.message");
});

test("users are searched, and made platform admins", async ({ page, context }) => {
  const person = await userOf(await signIn(uniqueEmail("sought")));
  await useSession(context, await signInAsAdmin());
  await page.goto("/admin");
  await expect(page.getByText("new in the last day").first()).toBeVisible();
  await page.getByLabel("Search by name, email or ID").fill(person.email);
  const row = page.getByRole("row").filter({ hasText: person.email });
  await expect(page.getByRole("row")).toHaveCount(2);
  await row.getByRole("button", { name: /Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Make platform admin…" }).click();
  await page.getByRole("button", { name: "Make platform admin" }).click();
  await expect(row).toContainText("Platform admin");
});

test("a list of the admin area that can't be had says so, and is asked for again by its button", async ({
  page,
  context,
}) => {
  await useSession(context, await signInAsAdmin());
  const calls = /\/api\/trpc\/[^?]*admin\.users/;
  await page.route(calls, refuse);
  await page.goto("/admin");
  const failed = page.getByRole("alert").filter({ hasText: "Too many requests." });
  await expect(failed).toBeVisible();
  await expect(page.getByRole("row")).toHaveCount(0);
  await page.unroute(calls);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("row").nth(1)).toBeVisible();

  // The same list where somebody to act as is chosen from it.
  await page.goto("/admin/session-info");
  await page.route(calls, refuse);
  await page.getByRole("button", { name: /account menu/ }).click();
  await page.getByRole("menuitem", { name: "Impersonate a user…" }).click();
  await expect(failed).toBeVisible();
  await page.unroute(calls);
  await page.getByRole("button", { name: "Try again" }).click();
  const users = page.getByRole("list", { name: "Users" });
  await expect(users.getByRole("button").first()).toBeVisible();
});

test.describe("what a page of the admin area can't do without", () => {
  // React reports what an error page was shown for.
  test.use({ expectedProblem: /TRPCClientError/ });

  test("and does not come is asked for again by a button", async ({ page, context }) => {
    const admin = await signInAsAdmin();
    await useSession(context, admin);
    await page.goto("/admin/audit");
    const pages = [
      ["Overview", "admin.stats"],
      ["tRPC tools", "admin.listProcedures"],
      ["Session info", "admin.sessionInfo"],
    ] as const;
    for (const [name, procedure] of pages) {
      const calls = new RegExp(`/api/trpc/[^?]*${procedure.replace(".", "\\.")}`);
      await page.route(calls, refuse);
      await page.getByRole("link", { name, exact: true }).click();
      await expect(page.getByRole("heading", { name: "That did not work" })).toBeVisible();
      await page.unroute(calls);
      await page.getByRole("button", { name: "Try again" }).click();
      await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    }

    // Nor does anything come any more to who is an admin no longer.
    await page.getByRole("link", { name: "Overview" }).click();
    await expect(page.getByRole("row").nth(1)).toBeVisible();
    const { id: userId } = await userOf(admin);
    await (await signInAsAdmin()).api.admin.setRole.mutate({ userId, role: "user" });
    await page.getByLabel("Search by name, email or ID").fill("somebody");
    await expect(page.getByRole("alert")).toContainText("This is for platform admins.");
  });
});

test("a ban that fails is not lost by closing its dialog, and keeps its reason", async ({
  page,
  context,
}) => {
  const person = await userOf(await signIn());
  await useSession(context, await signInAsAdmin());
  const tab = awaitingReact(await context.newPage());
  await tab.goto(`/admin?q=${person.email}`);
  await page.goto(`/admin?q=${person.email}`);
  const release = await hold(page, "**/api/trpc/admin.ban**", (route) => route.abort());
  await page.getByRole("button", { name: `Actions for ${person.name}` }).click();
  await page.getByRole("menuitem", { name: "Ban…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Spam");
  const ban = dialog.getByRole("button", { name: "Ban", exact: true });
  await ban.click();
  await expect(ban).toHaveAttribute("aria-busy", "true");
  await page.keyboard.press("Escape");
  release();
  await expect(dialog.getByRole("alert")).toContainText(UNREACHABLE);
  await keepWhatWasTyped(page);
  await expect(dialog.getByLabel("Reason")).toHaveValue("Spam");
  await page.unroute("**/api/trpc/admin.ban**");
  await ban.click();
  await expect(page.getByRole("row").filter({ hasText: person.email })).toContainText("Banned");

  // Another tab does not know of it.
  await tab.getByRole("button", { name: `Actions for ${person.name}` }).click();
  await tab.getByRole("menuitem", { name: "Impersonate…" }).click();
  await tab.getByLabel("Reason").fill("They asked for help");
  await tab.getByRole("button", { name: "Impersonate" }).click();
  await expect(tab.getByRole("alert")).toContainText("You can't act as somebody who is banned.");
});

test("users that are not asked for any more are shown as such until the answer is there", async ({
  page,
  context,
}) => {
  const person = await userOf(await signIn());
  await useSession(context, await signInAsAdmin());
  await page.goto("/admin");
  await expect(page.getByRole("row").nth(1)).toBeVisible();
  const release = await hold(page, /\/api\/trpc\/[^?]*admin\.users/);
  await page.getByLabel("Search by name, email or ID").fill(person.email);
  const list = page.locator("[aria-busy]").filter({ has: page.getByRole("table") });
  await expect(list).toHaveAttribute("aria-busy", "true");
  release();
  await expect(list).toHaveAttribute("aria-busy", "false");
  await expect(page.getByRole("row")).toHaveCount(2);
});
