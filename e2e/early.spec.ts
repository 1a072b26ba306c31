import type { BrowserContext } from "@playwright/test";
import {
  expect as baseExpect,
  hold,
  signInWithInstance,
  test,
  useSession as giveSession,
} from "./fixtures.ts";

const expect = baseExpect.configure({ timeout: 15_000 });

// People are faster than networks. Here the page's code, or a dialog's, arrives when the test lets it.

/** A tab that shows a page whose code has not arrived; the fixture's own page waits for that. */
async function openEarly(context: BrowserContext, address: string) {
  const tab = await context.newPage();
  const problems: string[] = [];
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  const arrive = await hold(tab, "**/assets/index-*.js");
  await tab.goto(address, { waitUntil: "commit" });
  return { tab, arrive, problems };
}

/** React keeps what it knows of an element in properties of the element itself. */
const isHydrated = (name: string) =>
  [...document.getElementsByName(name)].some((field) =>
    Object.keys(field).some((key) => key.startsWith("__react")),
  );

async function tenant(context: BrowserContext) {
  const { owner, scope } = await signInWithInstance();
  const machine = { ...scope, name: "worker-1", type: "daytona" } as const;
  await owner.api.machine.create.mutate(machine);
  await giveSession(context, owner);
  return { owner, scope, address: `/${scope.organizationSlug}/${scope.instanceSlug}` };
}

test("a button that is pressed before the page's code is there does its work once", async ({
  context,
}) => {
  const { owner, scope, address } = await tenant(context);
  const { tab, arrive, problems } = await openEarly(context, address);
  const archive = tab.getByRole("button", { name: "Archive worker-1" });
  await archive.click();
  await archive.click();
  arrive();
  await expect(tab.getByRole("row", { name: /worker-1/ })).toContainText("archived");
  // The page shows it before the server has been asked.
  await expect
    .poll(() => owner.api.machine.list.query(scope))
    .toMatchObject([{ state: "archived" }]);
  expect(problems).toEqual([]);
});

test("a form that is filled in and sent before the page's code is there is sent", async ({
  context,
  login,
}) => {
  await login();
  const { tab, arrive, problems } = await openEarly(context, "/new-organization");
  await tab.getByLabel("Name").fill("Early birds");
  await tab.getByLabel("Name").press("Enter");
  await expect(tab.getByLabel("Name")).toHaveValue("Early birds");
  arrive();
  await expect(tab.getByRole("heading", { name: "Create your first instance" })).toBeVisible();
  await expect(tab).toHaveTitle(/Early birds/);
  expect(problems).toEqual([]);
});

test("a field shows what is saved before the page's code is there, and what is typed over it stays", async ({
  context,
}) => {
  const { scope } = await tenant(context);
  const { tab, arrive } = await openEarly(context, `/${scope.organizationSlug}/settings`);
  const name = tab.getByLabel("Name");
  await expect(name).toHaveValue("Acme");
  await name.selectText();
  arrive();
  await expect.poll(() => tab.evaluate(isHydrated, "name")).toBe(true);
  await tab.keyboard.insertText("Zebra");
  await expect(name).toHaveValue("Zebra");
});

test("what is selected, searched and chosen before the page's code is there counts", async ({
  context,
}) => {
  const { owner, scope, address } = await tenant(context);
  await owner.api.machine.create.mutate({ ...scope, name: "api-1", type: "daytona" });
  const { tab, arrive, problems } = await openEarly(context, address);
  await tab.getByLabel("Search machines").fill("worker");
  await tab.getByLabel("State", { exact: true }).selectOption("started");
  await tab.getByRole("checkbox", { name: "Select worker-1" }).check();
  arrive();
  await expect(tab).toHaveURL(/q=worker&state=started/);
  await expect(tab.getByRole("row", { name: /api-1/ })).toBeHidden();
  await expect(tab.getByRole("toolbar")).toContainText("1 selected");
  expect(problems).toEqual([]);
});

test("what is typed before the palette is there is what it searches for", async ({ context }) => {
  const { address } = await tenant(context);
  const { tab, arrive, problems } = await openEarly(context, address);
  await expect(tab.getByRole("heading", { name: "Machines" })).toBeVisible();
  await tab.keyboard.press("Control+k");
  await tab.keyboard.type("team");
  arrive();
  await expect(tab.getByRole("dialog").getByRole("combobox")).toHaveValue("team");
  await tab.keyboard.press("Enter");
  await expect(tab.getByRole("heading", { name: "Team", level: 1 })).toBeVisible();
  expect(problems).toEqual([]);
});

test("what is typed while the palette takes the focus stays in its order", async ({
  page,
  context,
}) => {
  const { address } = await tenant(context);
  await page.goto(address);
  const arrive = await hold(page, "**/*.js");
  await page.keyboard.press("Control+k");
  const text = "the quick brown fox jumps over the lazy dog ".repeat(2);
  await page.keyboard.type(text);
  arrive();
  // Pressed before the palette has the focus, while it is given what came before, and later.
  await page.keyboard.type(text, { delay: 10 });
  await expect(page.getByRole("combobox")).toHaveValue(text + text);
});

test("what is typed while a dialog is loaded goes into its field, and Enter sends it", async ({
  page,
  context,
}) => {
  const { address } = await tenant(context);
  await page.goto(address);
  const arrive = await hold(page, "**/*.js");
  await page.getByRole("button", { name: "Create machine" }).click();
  await page.keyboard.type("worker 22");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Loading…" })).toBeVisible();
  arrive();
  await expect(page.getByRole("row", { name: /worker 2/ })).toContainText("started");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("keys that are pressed while a question is loaded do not answer it", async ({
  page,
  context,
}) => {
  const { address } = await tenant(context);
  await page.goto(address);
  const arrive = await hold(page, "**/*.js");
  await page.getByRole("button", { name: "Delete worker-1" }).click();
  await page.keyboard.press("Enter");
  arrive();
  const question = page.getByRole("alertdialog", { name: "Delete worker-1?" });
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("row", { name: /worker-1/ })).toBeVisible();
});
