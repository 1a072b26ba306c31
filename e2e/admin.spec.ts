import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { auditLog, session } from "../backend/db/schema.ts";
import { eventCallback, INNER_EVENTS, slackId } from "../dev/slack-sender/events.ts";
import { signIn, signInAsAdmin, userOf } from "../dev/testing/client.ts";
import { database } from "../dev/testing/database.ts";
import { deliver } from "../dev/testing/slack.ts";
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

const ADMIN_PAGES = ["/admin", "/admin/trpc-tools", "/admin/session-info", "/admin/audit"];

/** Chooses somebody in the user menu's dialog and acts as them. */
async function impersonate(page: Page, email: string) {
  await page.getByRole("button", { name: /account menu/ }).click();
  await page.getByRole("menuitem", { name: "Impersonate a user…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Search users").fill(email);
  await dialog.getByRole("button", { name: email }).click();
  await dialog.getByLabel("Reason").fill("They asked for help");
  await dialog.getByRole("button", { name: "Impersonate" }).click();
}

/** Closes a dialog into which something was typed, and thinks better of it. */
async function keepWhatWasTyped(page: Page) {
  await page.keyboard.press("Escape");
  await discardQuestion(page).getByRole("button", { name: "Cancel" }).click();
}

const discardQuestion = (page: Page) =>
  page.getByRole("alertdialog", { name: "Discard what you typed?" });

const banner = (page: Page) => page.getByRole("region", { name: "Impersonation" });

/** A platform admin with an organization of their own, and an owner to act as. */
async function adminAndOwner() {
  const admin = await signInAsAdmin();
  const { slug } = await admin.api.organization.create.mutate({ name: "Headquarters" });
  const { owner, scope } = await signInWithInstance();
  return { admin, home: `/${slug}/team`, owner, scope, person: await userOf(owner) };
}

test("an admin acts as somebody from the sidebar, it is written down, and they are back where they were", async ({
  page,
  context,
}) => {
  const { admin, home, scope, person } = await adminAndOwner();
  await useSession(context, admin);
  await page.goto(home);
  await impersonate(page, person.email);

  await expect(banner(page)).toContainText(`You are acting as ${person.name} (${person.email})`);
  await expect(banner(page)).toContainText("reason: They asked for help, ends in");
  await expect(page).toHaveURL(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  await page.reload();
  await page.getByRole("button", { name: "New instance" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("made-for-them");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("link", { name: "made-for-them" }).first()).toBeVisible();

  const stop = banner(page).getByRole("button", { name: "Stop impersonating" });
  await whileUnreachable(page, "**/api/trpc/admin.stopImpersonating**", async () => {
    await stop.click();
    await expect(page.getByText(UNREACHABLE)).toBeVisible();
  });
  await stop.click();
  await expect(page).toHaveURL(home);
  await expect(banner(page)).toBeHidden();
  await expect(page.getByRole("link", { name: "made-for-them" })).toBeHidden();

  await page.goto(`/admin/audit?actor=${person.id}`);
  const { email: adminEmail } = await userOf(admin);
  const entry = page.getByRole("row").filter({ hasText: "made-for-them" });
  await expect(entry).toContainText("instance.create");
  await expect(entry).toContainText(`${person.email}through ${adminEmail}`);
});

test("an impersonation ends by itself, also while a page is open", async ({ page, context }) => {
  const { admin, home, person } = await adminAndOwner();
  await useSession(context, admin);
  await page.clock.install();
  await page.goto(home);
  await impersonate(page, person.email);
  await expect(banner(page)).toBeVisible();
  await page.goto("/new-organization");
  await page.clock.fastForward("30:00");
  await expect(page).toHaveURL(home);
  await expect(banner(page)).toBeHidden();
  expect(
    await database.query.auditLog.findMany({
      where: eq(auditLog.target, person.id),
      columns: { action: true },
    }),
  ).toContainEqual({ action: "impersonation.stop" });
});

test("an impersonation that is over on the server shows nothing more of the person", async ({
  page,
  context,
}) => {
  const { admin, home, person } = await adminAndOwner();
  await useSession(context, admin);
  await page.goto(home);
  await impersonate(page, person.email);
  await expect(banner(page)).toBeVisible();
  const { id: adminId } = await userOf(admin);
  await database
    .update(session)
    .set({ expiresAt: new Date(Date.now() - 1000) })
    .where(eq(session.impersonatedBy, adminId));

  await page.getByRole("link", { name: "Team" }).click();
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByText(person.email)).toBeHidden();
});

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

test("the admin area is not there while acting as somebody else", async ({ page, context }) => {
  const { admin, person } = await adminAndOwner();
  await admin.api.admin.impersonate.mutate({ userId: person.id, reason: "To see" });
  await useSession(context, admin);
  for (const path of ADMIN_PAGES) expect((await page.goto(path))?.status()).toBe(404);
  // Also where there is nothing, one sees whom one acts as, and gets away.
  await expect(banner(page)).toBeVisible();
  await expect(page.getByRole("button", { name: /account menu/ })).toBeVisible();
  await expect(page).toHaveTitle("Not found · OS2");
});

test("every procedure has a form, or takes JSON", async ({ page, context }) => {
  const admin = await signInAsAdmin();
  await useSession(context, admin);
  await page.goto("/admin/trpc-tools");
  const procedures = await admin.api.admin.listProcedures.query();
  expect(procedures.length).toBeGreaterThan(30);
  for (const { path, type, rung, input } of procedures) {
    await page.getByRole("link", { name: `${path} ${type}, ${rung}`, exact: true }).click();
    const call = page.getByRole("region", { name: path, exact: true });
    await expect(call.getByRole("button", { name: /^Run/ })).toBeEnabled();
    for (const name of Object.keys(input?.properties ?? {}))
      await expect(
        call.getByRole("group", { name }).or(call.getByLabel(name)).first(),
        `${path} ${name}`,
      ).toBeVisible();
  }
});

test("a procedure is called with a form, with JSON and from a link", async ({ page, context }) => {
  const { owner, scope } = await signInWithInstance();
  await owner.api.machine.create.mutate({ ...scope, name: "worker-1", type: "daytona" });
  const admin = await signInAsAdmin();
  await useSession(context, admin);
  await page.goto("/admin/trpc-tools?path=organization.create");
  const call = page.getByRole("region", { name: "organization.create" });
  await call.getByRole("button", { name: "Run…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Run" }).click();
  await expect(call.getByRole("alert")).toContainText("BAD_REQUEST");
  await call.getByLabel("name").fill("By hand");
  await call.getByRole("button", { name: "Run…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Run" }).click();
  await expect(call.getByLabel("Answer")).toHaveValue(/"slug": "by-hand-/);
  await expect(call.getByText(/in [\d.]+ ms on the server, 3 SQL statements/)).toBeVisible();
  await call.getByText("Shape of this answer").click();
  await expect(call.getByText("slug: string;")).toBeVisible();
  expect(await admin.api.organization.list.query()).toMatchObject([{ name: "By hand" }]);

  // With the caller's own rights: this organization is not theirs.
  const input = encodeURIComponent(JSON.stringify(scope));
  await page.goto(`/admin/trpc-tools?path=machine.list&input=${input}`);
  const list = page.getByRole("region", { name: "machine.list" });
  await expect(list.getByLabel("organizationSlug")).toHaveValue(scope.organizationSlug);
  await list.getByRole("button", { name: "Run" }).click();
  await expect(list.getByRole("alert")).toContainText("NOT_FOUND");
  await expect(list.getByRole("alert")).toContainText("1 SQL statement");

  await list.getByRole("button", { name: "As JSON" }).click();
  await list.getByLabel("Input").fill("{");
  await expect(list.getByText("This is no JSON yet")).toBeVisible();
  await expect(list.getByRole("button", { name: "Run" })).toBeDisabled();
  await page.getByRole("link", { name: /^user.me / }).click();
  await discardQuestion(page).getByRole("button", { name: "Cancel" }).click();
  const [own] = await admin.api.organization.list.query();
  await list.getByLabel("Input").fill(JSON.stringify({ organizationSlug: own?.slug }));
  await list.getByRole("button", { name: "Run" }).click();
  await expect(list.getByRole("alert")).toContainText("instanceSlug");

  const history = page.getByRole("region", { name: "Calls of this session" });
  // With those before the page was opened anew.
  await expect(history.getByRole("listitem")).toHaveCount(4);
  await history.getByRole("link", { name: "machine.list" }).last().click();
  await expect(list.getByLabel("organizationSlug")).toHaveValue(scope.organizationSlug);
});

test("a call that is slow, fails, or is no longer allowed says so, and the page stays as it is", async ({
  page,
  context,
}) => {
  const admin = await signInAsAdmin();
  await useSession(context, admin);
  await page.goto("/admin/trpc-tools?path=organization.create");
  const call = page.getByRole("region", { name: "organization.create" });
  await call.getByLabel("name").fill("By hand");
  const run = call.getByRole("button", { name: "Run…" });
  const runIt = async () => {
    await run.click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Run" }).click();
  };
  const path = "**/api/trpc/admin.callProcedure**";
  const release = await hold(page, path, (route) => route.abort());
  await runIt();
  await expect(run).toHaveAttribute("aria-busy", "true");
  release();
  const alert = call.getByRole("alert");
  await expect(alert).toContainText("No answer");
  await expect(alert).toContainText(UNREACHABLE);
  await page.unroute(path);

  await context.setOffline(true);
  await runIt();
  await expect(alert).toContainText(UNREACHABLE);
  await context.setOffline(false);
  await runIt();
  await expect(call.getByLabel("Answer")).toHaveValue(/"slug": "by-hand-/);

  const { id: userId } = await userOf(admin);
  await (await signInAsAdmin()).api.admin.setRole.mutate({ userId, role: "user" });
  await runIt();
  await expect(alert).toContainText("This is for platform admins.");
  await expect(call.getByLabel("name")).toHaveValue("By hand");
  const history = page.getByRole("region", { name: "Calls of this session" });
  await expect(history.getByRole("listitem")).toHaveText([
    /FORBIDDEN/,
    /organization.create/,
    /No answer/,
    /No answer/,
  ]);
  // Nor is anything of the area there any more.
  await page.reload();
  await expect(page.getByText("There is nothing here")).toBeVisible();
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

test("the palette leads to the admin area, and to acting as somebody", async ({
  page,
  context,
}) => {
  const { admin, person } = await adminAndOwner();
  await useSession(context, admin);
  await page.goto("/admin");
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: "Admin / Session info" }).click();
  await expect(page.getByRole("heading", { name: "Session info", level: 1 })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: "Impersonate a user…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Search users").fill(person.email);
  await dialog.getByRole("button", { name: person.email }).click();
  await dialog.getByLabel("Reason").fill("They asked for help");
  await keepWhatWasTyped(page);
  await dialog.getByRole("button", { name: "Choose somebody else" }).click();
  await keepWhatWasTyped(page);
  await dialog.getByLabel("Search users").fill(person.email);
  await dialog.getByRole("button", { name: person.email }).click();
  await expect(dialog.getByLabel("Reason")).toHaveValue("They asked for help");
  await dialog.getByRole("button", { name: "Impersonate" }).click();
  await expect(banner(page)).toContainText(person.email);

  // What is the person's alone is not shown, and said so.
  const response = await page.goto("/user/settings");
  expect(response?.status()).toBe(200);
  await expect(page.getByText("is theirs alone to see")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveAttribute("readonly");
  await expect(page.getByRole("button", { name: "Delete account" })).toBeDisabled();

  await page.goto("/");
  await page.getByRole("button", { name: "Search and commands" }).click();
  await expect(page.getByRole("option", { name: "Sign out" })).toBeVisible();
  await expect(page.getByRole("option", { name: /Impersonate/ })).toBeHidden();
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
