import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { signInAsAdmin } from "../dev/testing/client.ts";
import { baseUrl, expect, test, useSession } from "./fixtures.ts";
import { makeTenant, PAGES, pagePaths, type Tenant } from "./pages.ts";

const axeSource = await readFile(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

test("every page of app/routes.ts is among those looked at here", () => {
  expect(Object.keys(PAGES).sort()).toEqual(pagePaths().sort());
});

for (const [path, address] of Object.entries(PAGES)) {
  test(`${path} is accessible in both themes and fits on a phone`, async ({ page, context }) => {
    const tenant = await makeTenant();
    if (path.startsWith("/admin")) await useSession(context, await signInAsAdmin());
    else if (path !== "/login") await useSession(context, tenant.owner);
    await lookAt(page, address(tenant));
  });
}

const EMPTY_STATES: Record<string, (tenant: Tenant) => Promise<string>> = {
  "no organization": async ({ owner, scope }) => {
    await owner.api.organization.delete.mutate({ ...scope, confirmName: "Acme" });
    return "/";
  },
  "no instance": async ({ owner, scope }) => {
    for (const { slug, name } of await owner.api.instance.list.query(scope))
      await owner.api.instance.delete.mutate({ ...scope, instanceSlug: slug, confirmName: name });
    return `/${scope.organizationSlug}`;
  },
  "no machine": async ({ owner, scope }) => {
    for (const { id } of await owner.api.machine.list.query(scope))
      await owner.api.machine.delete.mutate({ ...scope, machineId: id });
    return `/${scope.organizationSlug}/${scope.instanceSlug}`;
  },
  "no such page": async () => "/no-such-organization",
};

for (const [name, make] of Object.entries(EMPTY_STATES)) {
  test(`with ${name} the page is accessible in both themes and fits on a phone`, async ({
    page,
    context,
  }) => {
    const tenant = await makeTenant();
    await useSession(context, tenant.owner);
    await lookAt(page, await make(tenant));
  });
}

async function lookAt(page: Page, address: string) {
  // axe runs three times, on a busy machine for some seconds each.
  test.slow();
  for (const theme of ["light", "dark"]) {
    await page.context().addCookies([{ name: "os2-theme", value: theme, url: baseUrl }]);
    await page.goto(address);
    await expect(page.locator("html")).toHaveClass(theme);
    await expect(page.getByRole("main")).toBeVisible();
    await expect(page).toHaveTitle(/ · |OS2/);
    expect(await violations(page), theme).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways, "px wider than a phone").toBe(0);
  expect(await violations(page), "on a phone").toEqual([]);
}

/** What axe finds on the page, each with the elements it is about. */
async function violations(page: Page) {
  // Evaluated rather than added as a script, which the content security policy would stop.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`);
}
