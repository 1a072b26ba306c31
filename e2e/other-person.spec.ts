import type { BrowserContext } from "@playwright/test";
import { userOf } from "../dev/testing/client.ts";
import { adminAndOwner } from "./admin.ts";
import {
  awaitingReact,
  expect,
  hold,
  signInWithInstance,
  test,
  useSession as giveSession,
} from "./fixtures.ts";

// The tabs of a browser have one session, and each of their pages was made for a person.

async function ownerNamed(name: string) {
  const { owner, scope } = await signInWithInstance();
  await owner.api.user.updateProfile.mutate({ name });
  const { email } = await userOf(owner);
  return { owner, email, path: `/${scope.organizationSlug}/${scope.instanceSlug}` };
}

async function openTab(context: BrowserContext, address: string) {
  const tab = awaitingReact(await context.newPage());
  // A form that is not saved asks before its page starts anew.
  tab.on("dialog", (dialog) => void dialog.accept());
  await tab.goto(address);
  return tab;
}

test("a page of somebody who has signed out changes nothing of who signed in after them", async ({
  context,
}) => {
  const [alice, bob] = [await ownerNamed("Alice"), await ownerNamed("Bob")];
  await giveSession(context, alice.owner);
  const settings = await openTab(context, "/user/settings");
  await settings.getByLabel("Name").fill("Alice half typed");
  await giveSession(context, bob.owner);

  await settings.getByRole("button", { name: "Save name" }).click();
  await expect(settings.getByLabel("Name")).toHaveValue("Bob");
  await expect(settings.locator("main")).toContainText(bob.email);
  const message = settings.getByText(`You are now signed in as ${bob.email}.`);
  await expect(message).toBeVisible();
  await settings.reload();
  await expect(settings.getByLabel("Name")).toHaveValue("Bob");
  await expect(message).toHaveCount(0);
  expect((await userOf(bob.owner)).name).toBe("Bob");
});

test("a page of somebody who has signed out starts no round trip", async ({ context }) => {
  const [alice, bob] = [await ownerNamed("Alice"), await ownerNamed("Bob")];
  await giveSession(context, alice.owner);
  const connectors = await openTab(context, alice.path.replace(/[^/]+$/, "connectors"));
  await giveSession(context, bob.owner);
  await connectors.getByRole("button", { name: "Install Slack" }).click();
  await expect(connectors.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});

test("a tab becomes the person's whom another tab has signed in", async ({ context }) => {
  const [alice, bob] = [await ownerNamed("Alice"), await ownerNamed("Bob")];
  await giveSession(context, alice.owner);
  const settings = await openTab(context, "/user/settings");
  const machines = await openTab(context, alice.path);
  let wasRemoved = false;
  await machines.exposeFunction("saysRemoved", () => (wasRemoved = true));
  await machines.evaluate(() =>
    new MutationObserver(() => {
      if (document.body.innerText.includes("no longer a member"))
        Reflect.get(window, "saysRemoved")();
    }).observe(document.body, { childList: true, subtree: true }),
  );
  await giveSession(context, bob.owner);
  await openTab(context, bob.path);
  await expect(settings.getByLabel("Name")).toHaveValue("Bob");
  await expect(machines.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  expect(wasRemoved).toBe(false);
});

test("a tab follows another in which an impersonation begins and ends", async ({ context }) => {
  const { admin, person } = await adminAndOwner();
  const { email } = await userOf(admin);
  await giveSession(context, admin);
  const settings = await openTab(context, "/user/settings");
  await admin.api.admin.impersonate.mutate({ userId: person.id, reason: "They asked for help" });
  await giveSession(context, admin);
  const acting = await openTab(context, "/user/settings");
  const banner = settings.getByRole("region", { name: "Impersonation" });
  await expect(banner).toContainText(person.email);
  await acting.getByRole("button", { name: "Stop impersonating" }).click();
  await expect(banner).toBeHidden();
  await expect(settings.locator("main")).toContainText(email);
});

test("a page without an organization is left when another tab signs out", async ({ context }) => {
  const { owner } = await ownerNamed("Alice");
  await giveSession(context, owner);
  const settings = await openTab(context, "/user/settings");
  const other = await openTab(context, "/user/settings");
  await other.getByRole("button", { name: /account menu/ }).click();
  await other.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(other).toHaveURL("/login");
  await expect(settings).toHaveURL("/login?redirectTo=%2Fuser%2Fsettings&error=session_ended");
});

test("a page that Back brings from the browser's memory shows nothing before it is known whose it is", async ({
  page,
  context,
}) => {
  const { owner } = await ownerNamed("Alice");
  await giveSession(context, owner);
  await page.goto("/user/settings");
  const pageIs = (type: "pagehide" | "pageshow") =>
    page.evaluate((type) => {
      window.dispatchEvent(new PageTransitionEvent(type, { persisted: true }));
    }, type);
  const heading = page.getByRole("heading", { name: "Your settings" });
  await pageIs("pagehide");
  await expect(heading).toBeHidden();
  const answer = await hold(page, "**/api/trpc/user.me**");
  await pageIs("pageshow");
  await expect(heading).toBeHidden();
  answer();
  await expect(heading).toBeVisible();

  await pageIs("pagehide");
  await page.request.post("/api/auth/sign-out", { data: {}, headers: originOf(page.url()) });
  await pageIs("pageshow");
  await expect(page).toHaveURL("/login?redirectTo=%2Fuser%2Fsettings");
});

const originOf = (address: string) => ({ origin: new URL(address).origin });
