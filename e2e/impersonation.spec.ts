import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { auditLog, session } from "../backend/db/schema.ts";
import { userOf } from "../dev/testing/client.ts";
import { database } from "../dev/testing/database.ts";
import { ADMIN_PAGES, adminAndOwner, keepWhatWasTyped } from "./admin.ts";
import { expect, test, UNREACHABLE, useSession, whileUnreachable } from "./fixtures.ts";

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

const banner = (page: Page) => page.getByRole("region", { name: "Impersonation" });

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
