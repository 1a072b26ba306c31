import { signInAsAdmin, userOf } from "../dev/testing/client.ts";
import { discardQuestion } from "./admin.ts";
import { expect, hold, signInWithInstance, test, UNREACHABLE, useSession } from "./fixtures.ts";

test("every procedure has a form, or takes JSON", async ({ page, context }) => {
  const admin = await signInAsAdmin();
  await useSession(context, admin);
  await page.goto("/admin/trpc-tools");
  const procedures = await admin.api.admin.listProcedures.query();
  expect(procedures.length).toBeGreaterThan(30);
  const list = page.getByRole("navigation", { name: "Procedures" });
  await expect(list.getByRole("link")).toHaveCount(procedures.length);
  // Many take the same.
  const byInput = new Map(procedures.map((one) => [JSON.stringify(one.input), one]));
  for (const { path, type, rung, input } of byInput.values()) {
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
  // As high as it is long, where fields do not grow with their text.
  await expect(call.getByLabel("Answer")).not.toHaveAttribute("rows", "3");
  await expect(call.getByText(/in [\d.]+ ms on the server, 5 SQL statements/)).toBeVisible();
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
