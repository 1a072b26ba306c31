import type { Page, Route } from "@playwright/test";
import { adminToBeDemoted, inviteInto } from "../dev/testing/team.ts";
import {
  expect,
  hold,
  refuse,
  signInWithInstance,
  test,
  UNREACHABLE,
  useSession,
} from "./fixtures.ts";

/** Holds back the calls of a procedure, which then get no answer, and counts them. */
async function holdCalls(page: Page, procedure: string) {
  const pattern = `**/api/trpc/${procedure}**`;
  let calls = 0;
  const release = await hold(page, pattern, (route) => route.abort());
  await page.route(pattern, async (route) => {
    calls++;
    await route.fallback();
  });
  return { release, calls: () => calls };
}

test("a form shows that it is sent, is sent once, and keeps what was typed when that fails", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  const slow = await holdCalls(page, "machine.create");
  await page.getByRole("button", { name: "Create machine" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("worker-1");
  await dialog.getByLabel("Name").press("Enter");
  await expect(dialog.getByRole("button", { name: "Create machine" })).toHaveAttribute(
    "aria-busy",
    "true",
  );
  await dialog.getByLabel("Name").press("Enter");
  await dialog.getByRole("button", { name: "Create machine" }).click({ force: true });
  slow.release();
  await expect(dialog.getByRole("alert")).toContainText(UNREACHABLE);
  expect(slow.calls()).toBe(1);
  await expect(dialog.getByLabel("Name")).toHaveValue("worker-1");

  await page.unroute("**/api/trpc/machine.create**");
  await dialog.getByRole("button", { name: "Create machine" }).click();
  await expect(page.getByRole("row", { name: /worker-1/ })).toBeVisible();
});

test("a role changes at once, and back when the server refuses", async ({ page, context }) => {
  const { owner, scope } = await signInWithInstance();
  const member = await inviteInto(owner, scope, "member");
  const { user } = await member.api.user.me.query();
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/team`);
  const role = page.getByLabel(`Role of ${user.name}`);
  const slow = await holdCalls(page, "organization.setMemberRole");
  await role.selectOption("admin");
  await expect.poll(slow.calls).toBe(1);
  await expect(role).toHaveValue("admin");
  slow.release();
  await expect(page.getByText(UNREACHABLE)).toBeVisible();
  await expect(role).toHaveValue("member");

  await page.unroute("**/api/trpc/organization.setMemberRole**");
  await role.selectOption("admin");
  await page.reload();
  await expect(role).toHaveValue("admin");
});

test("who loses a role while a page is open loses what went with it, without a reload", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  const { admin, demote } = await adminToBeDemoted(owner, scope);
  await useSession(context, admin);
  const live = page.waitForEvent("websocket");
  await page.goto(`/${scope.organizationSlug}/settings`);
  await live;
  await expect(page.getByRole("button", { name: "Save name" })).toBeVisible();
  await demote();
  await expect(page.getByRole("button", { name: "Save name" })).toBeHidden();
  await expect(
    page.getByText("Only an owner or an admin of the organization can do this.").first(),
  ).toBeVisible();
  await page.getByRole("link", { name: "Team" }).click();
  await expect(page.getByRole("heading", { name: "Team", level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: "Invite" })).toBeHidden();
});

test("what a role no longer allows is refused with the reason, also when the page did not know", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  const { admin, demote } = await adminToBeDemoted(owner, scope);
  await useSession(context, admin);
  // Its live updates do not get through.
  await page.routeWebSocket(/\/api\/ws\//, () => {});
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}/settings`);
  await demote();
  await page.getByLabel("Name").fill("taken over");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("alert")).toContainText("Only an owner or an admin");
  await expect(page.getByLabel("Name")).toHaveValue("taken over");
});

test("a page that the pointer rests on opens without asking for anything more", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  await useSession(context, owner);
  // Comes last: by then every link knows of the pointer.
  const live = page.waitForEvent("websocket");
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  await live;
  const link = page.getByRole("link", { name: "Team" });
  const answered = page.waitForResponse(/organization\.members/);
  await link.hover();
  await answered;

  const calls: string[] = [];
  page.on("request", (request) => calls.push(request.url()));
  await link.click();
  await expect(page.getByRole("heading", { name: "Team", level: 1 })).toBeVisible();
  await expect(page.getByText("Loading…")).toBeHidden();
  expect(calls.filter((url) => url.includes("/api/trpc"))).toEqual([]);
});

test.describe("what a page can't do without", () => {
  // React reports what an error page was shown for.
  test.use({ expectedProblem: /TRPCClientError/ });

  test("and does not come is asked for again by its button", async ({ page, context }) => {
    const { owner, scope } = await signInWithInstance();
    await useSession(context, owner);
    await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
    /** Goes to a page whose call fails until its button is pressed. */
    const fail = async (
      name: string,
      procedure: string,
      answer: (route: Route) => Promise<void>,
      heading: string,
    ) => {
      const isAsked = new RegExp(`/api/trpc/[^?]*${procedure.replace(".", "\\.")}`);
      await page.route(isAsked, answer);
      await page.getByRole("link", { name, exact: true }).click();
      // What may help by itself is tried again first.
      await expect(page.getByRole("heading", { name: heading })).toBeVisible({ timeout: 20_000 });
      await expect(page.getByRole("navigation", { name: "Organization" })).toBeVisible();
      await page.unroute(isAsked);
      await page.getByRole("button", { name: "Try again" }).click();
      await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    };
    await fail("Events", "event.list", databaseAway, "The database is away");
    await fail("Team", "organization.members", refuse, "That did not work");
    await fail("Connectors", "organization.slackConnections", refuse, "That did not work");
  });
});

/** Answers a call as the server does whose database can't be reached. */
const databaseAway = (route: Route) =>
  route.fulfill({
    status: 503,
    json: {
      error: {
        message: "The database can't be reached right now. Please try again in a moment.",
        code: -32603,
        data: { code: "SERVICE_UNAVAILABLE", httpStatus: 503 },
      },
    },
  });
