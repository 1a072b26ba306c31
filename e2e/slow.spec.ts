import type { Locator } from "@playwright/test";
import { execute } from "../dev/testing/database.ts";
import { signInWithWorkspace } from "../dev/testing/slack.ts";
import { expect, hold, test, useSession } from "./fixtures.ts";

const top = async (heading: Locator) => (await heading.boundingBox())?.y;

test.describe("every page that is gone to", () => {
  // React reports what an error page was shown for.
  test.use({ expectedProblem: /TRPCClientError/ });

  test("has its shape at once on a slow network, and without one says so and comes when it is back", async ({
    page,
    context,
  }) => {
    // It goes everywhere.
    test.slow();
    const { owner, scope, userId } = await signInWithWorkspace();
    await execute("update user set role = 'admin' where id = ?", [userId]);
    await useSession(context, owner);
    await page.goto(`/${scope.organizationSlug}/settings`);

    const link = (name: string) => page.getByRole("link", { name, exact: true }).first();
    const menuItem = (name: string) => page.getByRole("menuitem", { name, exact: true });
    /** Goes somewhere on a slow network. */
    const go = async (to: Locator, title: string, content: Locator) => {
      const answer = await hold(page, "**/api/trpc/**");
      await to.click();
      const heading = page.getByRole("heading", { name: title, level: 1 });
      await expect(heading).toBeVisible();
      await expect(page.getByText("Loading…").first()).toBeAttached();
      await expect(content).toBeHidden();
      const before = await top(heading);
      answer();
      await expect(content).toBeVisible();
      await expect(page.getByText("Loading…")).toHaveCount(0);
      expect(await top(heading), `top of ${title}`).toBe(before);
      await page.unroute("**/api/trpc/**");
    };

    await go(link("Connectors"), "Connectors", page.getByText("no event yet"));
    await go(link("Team"), "Team", page.getByRole("row", { name: /Owner/ }));
    await go(link("production"), "Machines", page.getByText("Create your first machine"));

    await context.setOffline(true);
    await link("Events").click();
    await expect(page.getByRole("heading", { name: "You are offline", level: 1 })).toBeVisible();
    await expect(link("Team")).toBeVisible();
    await context.setOffline(false);
    await expect(page.getByText("No events yet")).toBeVisible();

    await page.getByRole("button", { name: /account menu/ }).click();
    await go(menuItem("Settings"), "Your settings", page.getByText("This browser"));
    await page.getByRole("button", { name: /account menu/ }).click();
    await go(menuItem("Admin"), "Overview", page.getByRole("table").getByText("@").first());
    await go(link("Session info"), "Session info", page.getByText("user-agent"));
    await go(link("tRPC tools"), "tRPC tools", link("user.me query, viewerProcedure"));
    const entry = page.getByRole("table").getByText("instance.create").first();
    await go(link("Audit log"), "Audit log", entry);
  });
});
