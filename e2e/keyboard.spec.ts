import { expect, signInWithInstance, test, useSession } from "./fixtures.ts";

test("without a mouse one makes an organization, an instance and a machine, and archives it", async ({
  page,
  login,
}) => {
  await login();
  const { keyboard } = page;
  /** Presses Tab until an element with this role and name has the focus. */
  const tabTo = async (role: "button" | "link", name: string | RegExp) => {
    const element = page.getByRole(role, { name }).first();
    await expect(element).toBeVisible();
    for (let presses = 0; presses < 40; presses++) {
      if (await element.evaluate((node) => node === document.activeElement)) return;
      await keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to “${String(name)}”.`);
  };

  await page.goto("/");
  await tabTo("link", "Create organization");
  await keyboard.press("Enter");
  await expect(page.getByLabel("Name")).toBeFocused();
  await keyboard.type("Keys");
  await keyboard.press("Enter");

  await expect(page.getByRole("heading", { name: "Create your first instance" })).toBeVisible();
  await tabTo("button", "Create instance");
  await keyboard.press("Enter");
  await expect(page.getByLabel("Name")).toBeFocused();
  await keyboard.type("production");
  await keyboard.press("Enter");

  await expect(page.getByRole("heading", { name: "Create your first machine" })).toBeVisible();
  await tabTo("button", "Create machine");
  await keyboard.press("Enter");
  await expect(page.getByLabel("Name")).toBeFocused();
  await keyboard.type("worker-1");
  await keyboard.press("Enter");

  const row = page.getByRole("row", { name: /worker-1/ });
  await expect(row).toContainText("started");
  await expect(page.getByRole("dialog")).toBeHidden();
  await tabTo("button", "Archive worker-1");
  await keyboard.press("Enter");
  await expect(row).toContainText("archived");

  // A menu: the arrows move in it, Escape gives the focus back.
  await tabTo("button", "More actions for worker-1");
  await keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Rename…" })).toBeVisible();
  await expect(page.getByRole("menu")).toContainText(/Created .* UTC/);
  await keyboard.press("Escape");
  const more = page.getByRole("button", { name: "More actions for worker-1" });
  await expect(more).toBeFocused();

  // A dialog from it, the first time and when its code is there: it has the focus, and the button gets it back.
  for (const _ of ["first", "second"]) {
    await keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Rename…" }).press("Enter");
    await expect(page.getByRole("dialog").getByLabel("Name")).toBeFocused();
    await keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(more).toBeFocused();
  }

  // The palette, which is loaded when it is first opened.
  await keyboard.press("Control+k");
  await expect(page.getByRole("combobox")).toBeFocused();
  await keyboard.type("new machine");
  await keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Name")).toBeFocused();
  await keyboard.type("worker-2");
  await keyboard.press("Enter");
  await expect(page.getByRole("row", { name: /worker-2/ })).toContainText("started");

  // What the palette has led to gives the focus to what had it before the palette, by now without being loaded.
  await more.focus();
  await keyboard.press("Control+k");
  await keyboard.type("new machine");
  await keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Name")).toBeFocused();
  await keyboard.press("Escape");
  await expect(more).toBeFocused();

  await keyboard.press("Control+k");
  await keyboard.type("keys team");
  await keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Team", level: 1 })).toBeVisible();
});

test("the palette fits into a low window", async ({ page, login }) => {
  await login();
  await page.setViewportSize({ width: 740, height: 360 });
  await page.goto("/");
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog");
  await expect(palette.getByRole("option").last()).toBeAttached();
  const { y = 0, height = Infinity } = (await palette.boundingBox()) ?? {};
  expect(y + height).toBeLessThan(360);
});

test("the palette finds what has the words, not what has the letters in its id", async ({
  page,
  context,
}) => {
  const { owner, scope } = await signInWithInstance();
  await useSession(context, owner);
  await page.goto(`/${scope.organizationSlug}/${scope.instanceSlug}`);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog");
  await palette.getByRole("combobox").fill("machines production");
  await expect(palette.getByRole("option")).toHaveText(["Acme / production"]);
  await palette.getByRole("combobox").fill("inst_");
  await expect(palette.getByRole("option")).toHaveCount(0);
  await expect(palette).toContainText("Nothing is called that.");
});
